/**
 * Takes a command from a transport to its handler and the result back, both validated against the contract. Never
 * throws and never lets an exception cross: what comes back is an envelope. Nothing runs on invalid input.
 */
import {
  commands,
  type CommandName,
  type CommandOutput,
  type Reply,
  type ReplyErrorCode,
} from "../../src-shared/ipc/contract.ts";
import type { z } from "../../src-shared/zod.ts";
import { RefusedError } from "../host/refused.ts";
import { messageOf } from "../host/start-failure.ts";
import type { Log } from "../runtime/port.ts";

type ParsedInput<Name extends CommandName> = z.output<(typeof commands)[Name]["input"]>;

export type Handlers = {
  readonly [Name in CommandName]: (
    input: ParsedInput<Name>,
  ) => CommandOutput<Name> | Promise<CommandOutput<Name>>;
};

export type Dispatch = (command: unknown, input: unknown) => Promise<Reply>;

const COMMAND_SHOWN_MAX = 80;
const PROBLEMS_SHOWN_MAX = 10;

function failure(code: ReplyErrorCode, message: string): Reply {
  return { ok: false, error: { code, message } };
}

function isCommand(name: unknown): name is CommandName {
  return typeof name === "string" && Object.hasOwn(commands, name);
}

function problemsOf(error: z.ZodError): string {
  const lines = error.issues.slice(0, PROBLEMS_SHOWN_MAX).map(({ path, message }) => {
    const where = path.map(String).join(".");
    return where === "" ? message : `${where}: ${message}`;
  });
  return lines.join("; ");
}

export function createDispatch(handlers: Handlers, log: Log): Dispatch {
  return async (command, input) => {
    if (!isCommand(command)) {
      const shown = typeof command === "string" ? command.slice(0, COMMAND_SHOWN_MAX) : typeof command;
      return failure("UNKNOWN_COMMAND", `There is no command ${shown}`);
    }
    try {
      const parsed = commands[command].input.safeParse(input);
      if (!parsed.success) return failure("BAD_INPUT", problemsOf(parsed.error));
      // The table ties each name to its own input and output; the compiler can not follow that through a variable.
      const run = handlers[command] as (value: unknown) => unknown;
      const value: unknown = await run(parsed.data);
      return { ok: true, value: commands[command].output.parse(value) };
    } catch (error) {
      if (error instanceof RefusedError) return failure("REFUSED", error.message);
      log.error(`the command ${command} failed`, { why: messageOf(error) });
      return failure("FAILED", messageOf(error));
    }
  };
}
