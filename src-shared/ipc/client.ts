/** The typed client of the contract over any transport. Replies and events are validated before anyone sees them. */
import {
  commands,
  events,
  type Client,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type EventName,
  type EventPayload,
  type ReplyErrorCode,
  type Transport,
} from "./contract.ts";

export class RemoteError extends Error {
  override readonly name = "RemoteError";
  readonly code: ReplyErrorCode;
  constructor(code: ReplyErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export function createClient(transport: Transport): Client {
  return {
    async call<K extends CommandName>(command: K, input: CommandInput<K>): Promise<CommandOutput<K>> {
      const reply = await transport.request(command, input);
      if (!reply.ok) throw new RemoteError(reply.error.code, reply.error.message);
      return commands[command].output.parse(reply.value) as CommandOutput<K>;
    },
    on<K extends EventName>(event: K, listener: (payload: EventPayload<K>) => void) {
      return transport.onEvent((frame) => {
        if (frame.event === event) listener(events[event].parse(frame.payload) as EventPayload<K>);
      });
    },
  };
}
