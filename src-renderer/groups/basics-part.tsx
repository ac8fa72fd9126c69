/** What a group is called, and whose fills it copies. */
import { TextField } from "../ui/form-fields.tsx";
import { AccountSelect } from "./account-select.tsx";
import { isMixed } from "./accounts.ts";
import { Part, useForm } from "./form-parts.tsx";
import { fieldId } from "./form-problems.ts";
import { MixedConfirm } from "./mixed-confirm.tsx";

export function BasicsPart() {
  const { fields, accounts, problemAt, edit } = useForm();
  const nothing = accounts.length === 0;
  return (
    <Part title="Group">
      <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,2fr)] gap-x-3">
        <TextField
          label="Name"
          id={fieldId("name")}
          value={fields.name}
          problem={problemAt("name")}
          hint="As you want to see it, such as NQ scalps."
          onChange={(name) => edit("name", (old) => ({ ...old, name }))}
        />
        <TextField
          label="Tag of its orders"
          id={fieldId("tag")}
          value={fields.tag}
          problem={problemAt("tag")}
          hint="The broker shows it. Empty: the name."
          onChange={(tag) => edit("tag", (old) => ({ ...old, tag }))}
        />
        <AccountSelect
          label="Leader"
          id={fieldId("leader")}
          value={fields.leader}
          problem={problemAt("leader")}
          hint={
            nothing
              ? "No account is known yet: add a connection first."
              : "Its fills are copied. Mimik places nothing on it."
          }
          onChange={(leader) => edit("leader", (old) => ({ ...old, leader }))}
        />
      </div>
      {isMixed(accounts, fields) ? <MixedConfirm /> : null}
    </Part>
  );
}
