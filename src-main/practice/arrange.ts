/**
 * In which order and how often the events of one change go out, as the switches have it. Pure. Whatever a switch does,
 * events of one entity keep their order among themselves.
 */
import type { TradeEvent } from "./core.ts";
import type { FaultSettings } from "./faults.ts";
import { shuffled, type Rng } from "./rng.ts";

export type Frame = readonly TradeEvent[];

const FRAME_EVENTS_MAX = 4;
const FINISHED = /"ordStatus":"(Filled|Canceled|Rejected|Expired|Completed)"/u;
const FLAT = /"netPos":0[,}]/u;

/** Each frame's wanted events again, in frames of their own behind it. */
function withRepeats(
  frames: readonly Frame[],
  times: number,
  wanted: (event: TradeEvent) => boolean,
): Frame[] {
  return frames.flatMap((frame) => {
    const again = frame.filter((event) => wanted(event));
    const repeats = again.length > 0 ? Array.from({ length: times - 1 }, () => again) : [];
    return [frame, ...repeats];
  });
}

function isFill(event: TradeEvent): boolean {
  return event.type === "fill" && event.eventType === "Created";
}

function isOver({ type, json }: TradeEvent): boolean {
  return (type === "order" && FINISHED.test(json)) || (type === "position" && FLAT.test(json));
}

function withDeletions(frames: readonly Frame[]): Frame[] {
  const gone = new Map<string, TradeEvent>();
  for (const event of frames.flat()) {
    const key = `${event.type}:${event.id}`;
    if (isOver(event)) gone.set(key, { ...event, eventType: "Deleted" });
    else gone.delete(key);
  }
  return gone.size > 0 ? [...frames, [...gone.values()]] : [...frames];
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

function inOrder(frames: readonly Frame[], order: readonly string[]): Frame[] {
  const rank = ({ type }: TradeEvent): number => {
    const at = order.indexOf(type);
    return at < 0 ? order.length : at;
  };
  const sorted = frames.flat().toSorted((a, b) => rank(a) - rank(b));
  return sorted.map((event) => [event]);
}

/** `rng` is that of `shuffleEvents`, when it is on. */
export function arrange(
  frames: readonly Frame[],
  settings: FaultSettings,
  rng: Rng | undefined,
): readonly Frame[] {
  const { deliverFills, duplicateEvents, deletedEvents, eventOrder, batchEvents } = settings;
  let arranged = frames;
  if (deletedEvents) arranged = withDeletions(arranged);
  if (eventOrder) arranged = inOrder(arranged, eventOrder);
  if (deliverFills > 1) arranged = withRepeats(arranged, deliverFills, isFill);
  if (duplicateEvents > 1) arranged = withRepeats(arranged, duplicateEvents, () => true);
  if (rng) {
    const events = permuted(arranged.flat(), rng);
    return batchEvents ? [events] : randomFrames(events, rng);
  }
  return batchEvents ? [arranged.flat()] : arranged;
}
