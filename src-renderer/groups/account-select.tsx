/** Chooses one account: free ones by login; the others stand there too, with what uses them. */
import type { AccountChoice } from "../../src-shared/ipc/groups.ts";
import { SelectField } from "../ui/form-fields.tsx";
import { accountKeyOf, accountOfKey, accountOptions, type AccountOption } from "./accounts.ts";
import type { AccountText, GroupFields } from "./form-model.ts";

export interface AccountSelectProps {
  readonly label: string;
  readonly value: AccountText;
  readonly fields: GroupFields;
  readonly group: string | null;
  readonly accounts: readonly AccountChoice[];
  readonly problem: string | undefined;
  readonly id: string;
  readonly onChange: (account: AccountText) => void;
  readonly hint?: string;
}

function wordsOf({ choice, use }: AccountOption): string {
  if (use !== null) return `${choice.account}: ${use}`;
  return choice.seen ? choice.account : `${choice.account} (not seen yet)`;
}

export function AccountSelect(props: AccountSelectProps) {
  const { label, value, fields, group, accounts, problem, id, onChange, hint } = props;
  const options = accountOptions(accounts, fields, group, value);
  const present = accountKeyOf(value);
  const connections = [...new Set(options.map(({ choice }) => choice.connection))];
  return (
    <SelectField
      label={label}
      id={id}
      value={present}
      problem={problem}
      onChange={(key) => onChange(accountOfKey(key, accounts))}
      {...(hint === undefined ? {} : { hint })}
    >
      <option value="">Choose an account</option>
      {present === "" || options.some(({ key }) => key === present) ? null : (
        <option value={present}>{value.account} (its login is gone)</option>
      )}
      {connections.map((connection) => (
        <optgroup key={connection} label={connection}>
          {options
            .filter(({ choice }) => choice.connection === connection)
            .map((option) => (
              <option key={option.key} value={option.key} disabled={option.use !== null}>
                {wordsOf(option)}
              </option>
            ))}
        </optgroup>
      ))}
    </SelectField>
  );
}
