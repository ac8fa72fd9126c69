/** Chooses one account: free ones by login; the others stand there too, with what uses them. */
import { memo, useDeferredValue } from "react";
import { SelectField } from "../ui/form-fields.tsx";
import { accountKeyOf, accountOfKey, type AccountOption } from "./accounts.ts";
import type { AccountText } from "./form-model.ts";
import { useForm } from "./form-parts.tsx";

export interface AccountSelectProps {
  readonly label: string;
  readonly value: AccountText;
  readonly problem: string | undefined;
  readonly id: string;
  readonly onChange: (account: AccountText) => void;
  readonly hint?: string;
}

function wordsOf({ choice, use }: AccountOption, isPresent: boolean): string {
  if (use !== null && !isPresent) return `${choice.account}: ${use}`;
  return choice.seen ? choice.account : `${choice.account} (not seen yet)`;
}

interface OptionsProps {
  readonly options: readonly AccountOption[];
  readonly present: string;
}

/** By login. Drawn anew only when an account is another, not with every letter that is typed elsewhere. */
const Options = memo(function Options({ options, present }: OptionsProps) {
  const connections = new Map<string, AccountOption[]>();
  for (const option of options) {
    const { connection } = option.choice;
    const listed = connections.get(connection);
    if (listed === undefined) connections.set(connection, [option]);
    else listed.push(option);
  }
  return Array.from(connections, ([connection, listed]) => (
    <optgroup key={connection} label={connection}>
      {listed.map((option) => (
        <option key={option.key} value={option.key} disabled={option.use !== null && option.key !== present}>
          {wordsOf(option, option.key === present)}
        </option>
      ))}
    </optgroup>
  ));
});

const none: readonly AccountOption[] = [];

export function AccountSelect({ label, value, problem, id, onChange, hint }: AccountSelectProps) {
  const { accounts, options } = useForm();
  // A thousand accounts come with the next frame: nobody has opened the list before that.
  const shown = useDeferredValue(options, none);
  const present = accountKeyOf(value);
  const isKnown = options.some(({ key }) => key === present);
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
      {present === "" || shown.some(({ key }) => key === present) ? null : (
        <option value={present}>{isKnown ? value.account : `${value.account} (its login is gone)`}</option>
      )}
      <Options options={shown} present={present} />
    </SelectField>
  );
}
