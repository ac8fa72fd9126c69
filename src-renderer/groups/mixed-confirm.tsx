/** Demo and live accounts in one group want the trader's own typing (product.md G1). */
import { Check, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/form-fields.tsx";
import { useForm } from "./form-parts.tsx";
import { fieldId } from "./form-problems.ts";

const PHRASE = "demo and live";

export function MixedConfirm() {
  const { fields, edit } = useForm();
  const [text, setText] = useState("");
  const confirm = (mixedConfirmed: boolean): void => {
    setText("");
    edit("mixedConfirmed", (old) => ({ ...old, mixedConfirmed }));
  };
  if (fields.mixedConfirmed)
    return (
      <p className="flex items-center gap-2 text-sm">
        <Check size={14} aria-hidden className="text-profit" /> You confirmed that demo and live accounts are
        in this group together.
        <Button look="small" onClick={() => confirm(false)}>
          Take it back
        </Button>
      </p>
    );
  return (
    <div className="border-warn/50 bg-warn-soft flex items-start gap-2 rounded-lg border px-3 py-2">
      <TriangleAlert size={15} aria-hidden className="text-warn mt-0.5 shrink-0" />
      <p className="min-w-0 flex-1 text-sm">
        Demo and live accounts are in this group together: play money and real money follow the same fills.
      </p>
      <TextField
        label={`Type "${PHRASE}" to confirm`}
        id={fieldId("mixedConfirmed")}
        className="w-[220px]"
        value={text}
        problem={undefined}
        onChange={(typed) => {
          if (typed.trim().toLowerCase() === PHRASE) confirm(true);
          else setText(typed);
        }}
      />
    </div>
  );
}
