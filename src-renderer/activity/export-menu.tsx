/** All entries as a file: CSV for a spreadsheet, JSON Lines with every fill's whole explanation. */
import { Menu } from "@base-ui/react/menu";
import { ChevronDown, Download } from "lucide-react";
import { exportActivity, type ExportFormat } from "../actions/activity.ts";
import { useApp, useSelect } from "../ui/context.ts";

const formats: readonly { readonly format: ExportFormat; readonly word: string; readonly detail: string }[] =
  [
    { format: "csv", word: "CSV", detail: "For a spreadsheet: one row per entry." },
    {
      format: "json",
      word: "JSON Lines",
      detail: "One entry per line; fills with every follower's checks, sizing and times.",
    },
  ];

export function ExportMenu() {
  const app = useApp();
  const exporting = useSelect((state) => state.activity.exporting);
  const exported = useSelect((state) => state.activity.exported);
  return (
    <div className="flex items-center gap-3">
      <output className="text-muted text-xs">{exporting ? "Exporting…" : (exported ?? "")}</output>
      <Menu.Root modal={false}>
        <Menu.Trigger
          disabled={exporting}
          className="border-edge/60 bg-raised hover:bg-hover inline-flex min-h-7 items-center gap-1.5 rounded-md border px-2.5 py-1 text-xs font-medium whitespace-nowrap disabled:opacity-40"
        >
          <Download size={14} aria-hidden /> Export
          <ChevronDown size={13} aria-hidden className="text-muted" />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={6} align="end" className="z-40">
            <Menu.Popup className="border-line bg-panel w-[300px] rounded-xl border p-1.5 shadow-2xl shadow-black/60 outline-none">
              {formats.map(({ format, word, detail }) => (
                <Menu.Item
                  key={format}
                  onClick={() => void exportActivity(app, format)}
                  className="data-highlighted:bg-hover cursor-pointer rounded-md px-3 py-2 outline-none"
                >
                  <span className="block text-sm font-semibold">{word}</span>
                  <span className="text-text/85 block text-xs">{detail}</span>
                </Menu.Item>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  );
}
