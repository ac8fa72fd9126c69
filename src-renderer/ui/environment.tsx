/** The environment of a login, unmistakable: in the status bar and wherever a connection is named. */
import type { ConnectionView } from "../../src-shared/cockpit/model.ts";

export type Environment = ConnectionView["environment"];

const looks: Readonly<Record<Environment, { readonly word: string; readonly look: string }>> = {
  live: { word: "LIVE", look: "border border-danger bg-danger text-white" },
  demo: { word: "DEMO", look: "border border-warn bg-warn text-ground" },
  custom: { word: "CUSTOM", look: "border border-edge bg-raised text-text" },
  practice: { word: "PRACTICE", look: "border border-accent bg-accent-soft text-accent" },
};

/** `fixed`: as wide as the widest, so that what stands beside it is aligned. */
export function EnvironmentMark({
  environment,
  fixed = false,
}: {
  readonly environment: Environment;
  readonly fixed?: boolean;
}) {
  const { word, look } = looks[environment];
  return (
    <span
      className={`text-2xs inline-block rounded px-2 py-0.5 text-center font-bold tracking-wider ${fixed ? "w-[84px] shrink-0" : ""} ${look}`}
    >
      {word}
    </span>
  );
}
