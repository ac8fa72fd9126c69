/** The group's settings that were in force at a fill. */
import type { GroupDraft } from "../../src-shared/ipc/groups.ts";
import { Disclosure } from "./disclosure.tsx";
import { settingsThen, type SettingLine } from "./settings-words.ts";

function Lines({ lines }: { readonly lines: readonly SettingLine[] }) {
  return (
    <dl className="text-2xs grid grid-cols-[150px_1fr] gap-x-3 gap-y-0.5 py-1 pl-6">
      {lines.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function SettingsThen({ settings }: { readonly settings: GroupDraft | null }) {
  if (settings === null) {
    return <p className="text-muted text-xs">The settings of that time were not recorded.</p>;
  }
  const { group, followers } = settingsThen(settings);
  return (
    <ul aria-label="Settings then" className="flex flex-col text-xs">
      <li>
        <Disclosure head={<span className="font-semibold">Group</span>}>
          <Lines lines={group} />
        </Disclosure>
      </li>
      {followers.map(({ account, lines }) => (
        <li key={account}>
          <Disclosure head={<span className="font-semibold">{account}</span>}>
            <Lines lines={lines} />
          </Disclosure>
        </li>
      ))}
    </ul>
  );
}
