/**
 * From the events of a change to the frames that clients get. In the plain case they go out as they happened; switches
 * deliver fills more than once, permute, or batch. Whatever a switch does, events of one entity keep their order.
 */
import type { TradeEvent } from "./core.ts";
import type { Faults } from "./faults.ts";
import { createRng, shuffled, type Rng } from "./rng.ts";

export interface EventSink {
  wants(event: TradeEvent): boolean;
  send(frame: string): void;
}

type Frame = readonly TradeEvent[];

const FRAME_EVENTS_MAX = 4;

function withRepeats(frames: readonly Frame[], times: number): Frame[] {
  const isFill = (event: TradeEvent): boolean => event.type === "fill" && event.eventType === "Created";
  return frames.flatMap((frame) => {
    const fills = frame.filter((event) => isFill(event));
    const repeats = fills.length > 0 ? Array.from({ length: times - 1 }, () => fills) : [];
    return [frame, ...repeats];
  });
}

/** Any order of the events, except that what concerns one entity stays in its own order. */
function permuted(events: readonly TradeEvent[], rng: Rng): TradeEvent[] {
  const key = (event: TradeEvent): string => `${event.type}:${event.id}`;
  const queues = new Map<string, TradeEvent[]>();
  for (const event of events) {
    const queue = queues.get(key(event));
    if (queue) queue.push(event);
    else queues.set(key(event), [event]);
  }
  return shuffled(events, rng).flatMap((event) => queues.get(key(event))?.shift() ?? []);
}

function randomFrames(events: readonly TradeEvent[], rng: Rng): Frame[] {
  const frames: Frame[] = [];
  for (let start = 0; start < events.length;) {
    const size = rng.integer(1, FRAME_EVENTS_MAX);
    frames.push(events.slice(start, start + size));
    start += size;
  }
  return frames;
}

function message(type: string, eventType: string, entity: string): string {
  return `{"e":"props","d":{"entityType":"${type}","eventType":"${eventType}","entity":${entity}}}`;
}

function batchedText(events: Frame): string {
  const messages: string[] = [];
  for (let start = 0; start < events.length;) {
    const first = events[start];
    if (!first) break;
    let end = start + 1;
    while (events[end]?.type === first.type && events[end]?.eventType === first.eventType) end += 1;
    const bodies = events.slice(start, end).map((event) => event.json);
    messages.push(message(first.type, first.eventType, `[${bodies.join(",")}]`));
    start = end;
  }
  return `a[${messages.join(",")}]`;
}

function plainText(events: Frame): string {
  return `a[${events.map((event) => message(event.type, event.eventType, event.json)).join(",")}]`;
}

export class EventHub {
  readonly #faults: Faults;
  readonly #sinks = new Set<EventSink>();
  #shuffle: { readonly setting: object; readonly rng: Rng } | undefined;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** The returned function detaches the sink. */
  attach(sink: EventSink): () => void {
    this.#sinks.add(sink);
    return () => {
      this.#sinks.delete(sink);
    };
  }

  publish(frames: readonly Frame[]): void {
    if (frames.length === 0 || this.#sinks.size === 0) return;
    const { batchEvents } = this.#faults.settings;
    const text = batchEvents ? batchedText : plainText;
    for (const frame of this.#arrange(frames)) {
      for (const sink of this.#sinks) {
        const wanted = frame.filter((event) => sink.wants(event));
        if (wanted.length > 0) sink.send(text(wanted));
      }
    }
  }

  #arrange(frames: readonly Frame[]): readonly Frame[] {
    const { deliverFills, batchEvents, shuffleEvents } = this.#faults.settings;
    const delivered = deliverFills > 1 ? withRepeats(frames, deliverFills) : frames;
    if (!shuffleEvents) return batchEvents ? [delivered.flat()] : delivered;
    const rng = this.#shuffleRng(shuffleEvents);
    const events = permuted(delivered.flat(), rng);
    return batchEvents ? [events] : randomFrames(events, rng);
  }

  #shuffleRng(setting: { readonly seed: number }): Rng {
    if (this.#shuffle?.setting !== setting) this.#shuffle = { setting, rng: createRng(setting.seed) };
    return this.#shuffle.rng;
  }
}
