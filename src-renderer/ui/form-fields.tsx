/** Fields of every form: a label, what is typed, what is wrong in words below, or a hint. Nothing moves. */
import { useId, type ReactNode } from "react";
import type { SecretSource } from "../../src-shared/ipc/connections.ts";

const box = "h-8 w-full rounded-md border bg-ground px-2 text-sm";

interface FieldProps {
  readonly label: string;
  readonly problem: string | undefined;
  readonly hint?: string;
  readonly className?: string;
  /** Where a list of problems leads to it. */
  readonly id?: string;
  readonly children: (parts: {
    readonly id: string;
    readonly describedBy: string;
    readonly look: string;
  }) => ReactNode;
}

function Field({ label, problem, hint = "", className = "", id: given, children }: FieldProps) {
  const own = useId();
  const id = given ?? own;
  const describedBy = `${id}-words`;
  const wrong = problem !== undefined;
  return (
    <div className={`flex flex-col gap-0.5 ${className}`}>
      <label htmlFor={id} className="text-2xs text-muted">
        {label}
      </label>
      {children({ id, describedBy, look: `${box} ${wrong ? "border-loss" : "border-edge"}` })}
      <p
        id={describedBy}
        className={`text-2xs min-h-[15px] break-words ${wrong ? "text-loss" : "text-muted"}`}
      >
        {problem ?? hint}
      </p>
    </div>
  );
}

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (text: string) => void;
  readonly hint?: string;
  readonly className?: string;
  readonly placeholder?: string;
  readonly readOnly?: boolean;
  readonly inputMode?: "numeric" | "decimal" | "url" | "text";
  readonly id?: string;
  /** Id of a `datalist` with what is usual. */
  readonly list?: string;
}

export function TextField({
  label,
  value,
  problem,
  onChange,
  hint,
  className,
  placeholder,
  readOnly = false,
  inputMode = "text",
  id: given,
  list,
}: TextFieldProps) {
  return (
    <Field
      label={label}
      problem={problem}
      {...(given === undefined ? {} : { id: given })}
      {...(hint === undefined ? {} : { hint })}
      {...(className === undefined ? {} : { className })}
    >
      {({ id, describedBy, look }) => (
        <input
          id={id}
          value={value}
          readOnly={readOnly}
          inputMode={inputMode}
          placeholder={placeholder}
          list={list}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={problem !== undefined}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.target.value)}
          className={`${look} ${readOnly ? "text-muted" : ""}`}
        />
      )}
    </Field>
  );
}

export interface SecretFieldProps {
  readonly label: string;
  readonly value: string;
  readonly lengthMax: number;
  /** Where the present one comes from. */
  readonly source: SecretSource;
  readonly keepsSecrets: boolean;
  readonly onChange: (text: string) => void;
  readonly className?: string;
}

const present: Readonly<Record<SecretSource, string>> = {
  none: "",
  environment: "The present one comes from its environment variable. ",
  memory: "One is held in memory. Leave empty to keep it. ",
  stored: "One is stored. Leave empty to keep it. ",
};

/** Write-only: what is stored never comes back to the page. */
export function SecretField({
  label,
  value,
  lengthMax,
  source,
  keepsSecrets,
  onChange,
  className,
}: SecretFieldProps) {
  const fate = keepsSecrets
    ? "Kept in the system's own store."
    : "Held in memory until Mimik ends, never written to disk.";
  return (
    <Field
      label={label}
      problem={undefined}
      hint={`${present[source]}${fate}`}
      {...(className === undefined ? {} : { className })}
    >
      {({ id, describedBy, look }) => (
        <input
          id={id}
          type="password"
          value={value}
          maxLength={lengthMax}
          autoComplete="off"
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.target.value)}
          className={look}
        />
      )}
    </Field>
  );
}

export interface SelectFieldProps {
  readonly label: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
  /** `option`s, perhaps in `optgroup`s. */
  readonly children: ReactNode;
  readonly hint?: string;
  readonly className?: string;
  readonly id?: string;
}

/** The browser's own list: it can be searched by typing and is read out rightly. */
export function SelectField({
  label,
  value,
  problem,
  onChange,
  children,
  hint,
  className,
  id: given,
}: SelectFieldProps) {
  return (
    <Field
      label={label}
      problem={problem}
      {...(given === undefined ? {} : { id: given })}
      {...(hint === undefined ? {} : { hint })}
      {...(className === undefined ? {} : { className })}
    >
      {({ id, describedBy, look }) => (
        <select
          id={id}
          value={value}
          aria-invalid={problem !== undefined}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.target.value)}
          className={look}
        >
          {children}
        </select>
      )}
    </Field>
  );
}

export interface Option<Value extends string> {
  readonly value: Value;
  readonly word: string;
  readonly detail: string;
  readonly disabled?: boolean;
}

export interface ChoiceFieldProps<Value extends string> {
  readonly legend: string;
  readonly name: string;
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  readonly problem: string | undefined;
  readonly onChange: (value: Value) => void;
  readonly columns: string;
  /** Of the chosen answer, where a list of problems leads to it. */
  readonly id?: string;
}

export function ChoiceField<Value extends string>({
  legend,
  name,
  value,
  options,
  problem,
  onChange,
  columns,
  id: given,
}: ChoiceFieldProps<Value>) {
  const id = useId();
  return (
    <fieldset aria-describedby={`${id}-problem`}>
      <legend className="text-2xs text-muted mb-1">{legend}</legend>
      <div className={`grid gap-2 ${columns}`}>
        {options.map((option) => (
          <label
            key={option.value}
            className={`has-focus-visible:outline-accent relative flex flex-col rounded-lg border px-2.5 py-1.5 has-focus-visible:outline-2 ${
              option.value === value
                ? "border-accent bg-accent-soft"
                : option.disabled === true
                  ? "border-line text-muted"
                  : "border-edge/60 bg-raised hover:bg-hover cursor-pointer"
            }`}
          >
            <input
              {...(given !== undefined && option.value === value ? { id: given } : {})}
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled === true}
              onChange={() => onChange(option.value)}
              className="sr-only"
            />
            <span className="text-sm font-semibold">{option.word}</span>
            <span className="text-2xs text-text/85">{option.detail}</span>
          </label>
        ))}
      </div>
      <p id={`${id}-problem`} className="text-2xs text-loss min-h-[15px] break-words">
        {problem ?? ""}
      </p>
    </fieldset>
  );
}

export function CheckField({
  label,
  checked,
  onChange,
  disabled = false,
  id,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly id?: string;
}) {
  return (
    <label
      className={`flex min-h-6 w-fit items-center gap-2 text-sm ${disabled ? "text-muted" : "cursor-pointer"}`}
    >
      <input
        {...(id === undefined ? {} : { id })}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="accent-accent size-4"
      />
      {label}
    </label>
  );
}
