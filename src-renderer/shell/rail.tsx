/** The pages, with icon and word; their number is their key. Only what does something stands here. */
import { FlaskConical, LayoutGrid, List, Network, Plug, type LucideIcon } from "lucide-react";
import { openPage, pagesOf } from "../actions/navigate.ts";
import type { PageId } from "../state/store.ts";
import { useApp, useSelect, useSelectList } from "../ui/context.ts";

const looks: Readonly<Record<PageId, { readonly word: string; readonly icon: LucideIcon }>> = {
  cockpit: { word: "Cockpit", icon: LayoutGrid },
  practice: { word: "Practice", icon: FlaskConical },
  groups: { word: "Groups", icon: Network },
  connections: { word: "Connections", icon: Plug },
  activity: { word: "Activity", icon: List },
};

export function Rail() {
  const app = useApp();
  const page = useSelect((state) => state.page);
  const pages = useSelectList(pagesOf);
  return (
    <nav
      aria-label="Pages"
      className="border-line bg-rail flex w-[72px] shrink-0 flex-col gap-0.5 border-r pt-2"
    >
      {pages.map((id, index) => {
        const { word, icon: Icon } = looks[id];
        const here = id === page;
        return (
          <button
            key={id}
            type="button"
            aria-current={here ? "page" : undefined}
            title={`${word} (${index + 1})`}
            onClick={() => openPage(app, id)}
            className={`flex flex-col items-center gap-1 border-l-2 py-2.5 text-[10.5px] leading-3.5 ${
              here
                ? "border-accent bg-raised text-text"
                : "text-muted hover:bg-panel hover:text-text border-transparent"
            }`}
          >
            <Icon size={19} strokeWidth={1.75} aria-hidden />
            {word}
          </button>
        );
      })}
    </nav>
  );
}
