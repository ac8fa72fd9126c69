/** All groups, one below the other. A desk of a thousand followers is drawn where it is looked at. */
import { useSelectList } from "../ui/context.ts";
import { NearView } from "../ui/near-view.tsx";
import { GroupCard } from "./group-card.tsx";

/** So many followers are drawn without asking what is in sight. */
const FOLLOWERS_AT_ONCE = 100;
/** Until a group has been drawn: header, column heads and leader; a follower with a line that explains it. */
const HEAD_PX = 124;
const FOLLOWER_PX = 68;
/** What a screen shows at first; the rest of a larger one follows with the next frame. */
const FIRST_PX = 1_000;

export function GroupCards() {
  const ids = useSelectList((state) => (state.cockpit?.groups ?? []).map(({ id }) => id));
  const names = useSelectList((state) => (state.cockpit?.groups ?? []).map(({ name }) => name));
  const counts = useSelectList((state) =>
    (state.cockpit?.groups ?? []).map((group) => group.followers.length),
  );
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all <= FOLLOWERS_AT_ONCE) return ids.map((id) => <GroupCard key={id} id={id} />);
  const heights = counts.map((count) => HEAD_PX + count * FOLLOWER_PX);
  return ids.map((id, index) => {
    const above = heights.slice(0, index).reduce((sum, height) => sum + height, 0);
    return (
      <NearView
        key={id}
        label={`Group ${names[index] ?? id}`}
        heightPx={heights[index] ?? HEAD_PX}
        first={above < FIRST_PX}
      >
        <GroupCard id={id} />
      </NearView>
    );
  });
}
