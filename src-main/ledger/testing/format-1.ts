/** Texts as format 1 wrote them, letter by letter, and what they say. Frozen: ledgers of that time hold such texts. */
import type { Intent } from "../../core/effect.ts";
import { decisionOf, eventOf, intentOf, legDecisionOf } from "./rows.ts";

/** A line of the journal. */
export const lineOfFormat1 =
  '[1,1795446000000,[1234600000,["e-old","copied","g1","practice",["practice#1","MNQZ6","old","L-old",1,2,98765,2026,11,23,1795445999993,1,1234567890],0,2,1795446000000,[["g1/c1/Follower \\"0\\"","practice#100","MNQZ6",[["close","target",0,0,0,"leader -1 -> 2: the old side is closed",1,1,"group active"],["open","send",2,2,0,"leader 0 → 2, 1.00× nearest: 0 → 2, order 2",1,1,"group active",2,1,"follower on",3,1,"leader live, follower live",4,1,"not locked, entries on",6,1,"MNQ, all symbols",8,1,"projected 0, leader side 1",9,1,"leader from flat",10,1,"2, order cap 10, position cap 10"]]],["g1/c1/Follower \\"1\\"","practice#101","MNQZ6",[["close","target",0,0,0],["open","send",2,2,0]]],["g1/c1/Follower \\"2\\"",null,null,[["close","target",0,0,0],["open","follower-off",2,0,1,"leader 0 → 2, 1.00× nearest: 0 → 2, order 2",2,0,"off"]]]]]],[["old:0:open","leader-fill","old","g1/c1/Follower \\"0\\"","practice#100","MNQZ6","open",2],["old:1:open","leader-fill","old","g1/c1/Follower \\"1\\"","practice#101","MNQZ6","open",2]],[["M-old-0-1","market","g1/c1/Follower \\"0\\"","g1","practice#100","c1","MNQZ6",1,2,0,1,["old:0:open"],"L-old","Mimik Practice"],["M-old-1-1","market","g1/c1/Follower \\"1\\"","g1","practice#101","c1","MNQZ6",1,2,0,1,["old:1:open"],"L-old","Mimik Practice"]]]';

/** The `body` of the same event. */
export const bodyOfFormat1 =
  '[1,["e-old","copied","g1","practice",["practice#1","MNQZ6","old","L-old",1,2,98765,2026,11,23,1795445999993,1,1234567890],0,2,1795446000000,[["g1/c1/Follower \\"0\\"","practice#100","MNQZ6",[["close","target",0,0,0,"leader -1 -> 2: the old side is closed",1,1,"group active"],["open","send",2,2,0,"leader 0 → 2, 1.00× nearest: 0 → 2, order 2",1,1,"group active",2,1,"follower on",3,1,"leader live, follower live",4,1,"not locked, entries on",6,1,"MNQ, all symbols",8,1,"projected 0, leader side 1",9,1,"leader from flat",10,1,"2, order cap 10, position cap 10"]]],["g1/c1/Follower \\"1\\"","practice#101","MNQZ6",[["close","target",0,0,0],["open","send",2,2,0]]],["g1/c1/Follower \\"2\\"",null,null,[["close","target",0,0,0],["open","follower-off",2,0,1,"leader 0 → 2, 1.00× nearest: 0 → 2, order 2",2,0,"off"]]]]]]';

/** The `decision` of an attempt. */
export const decisionOfFormat1 =
  '[1,["g1/c1/Follower \\"0\\"","practice#100","MNQZ6",[["close","target",0,0,0,"leader -1 -> 2: the old side is closed",1,1,"group active"],["open","send",2,2,0,"leader 0 → 2, 1.00× nearest: 0 → 2, order 2",1,1,"group active",2,1,"follower on",3,1,"leader live, follower live",4,1,"not locked, entries on",6,1,"MNQ, all symbols",8,1,"projected 0, leader side 1",9,1,"leader from flat",10,1,"2, order cap 10, position cap 10"]]]]';

const close = legDecisionOf({
  leg: "close",
  verdict: "target",
  sized: 0,
  quantity: 0,
  arithmetic: "leader -1 -> 2: the old side is closed",
  checks: [{ check: 1, pass: true, seen: "group active" }],
});
const refused = legDecisionOf({
  verdict: "follower-off",
  quantity: 0,
  cut: true,
  checks: [{ check: 2, pass: false, seen: "off" }],
});

/** What the line says. Its second follower differs from the first in name only, its third has no account. */
export function intentOfFormat1(): Intent {
  const nobody = { ...decisionOf(2, [close, refused]), account: null, contract: null };
  const decisions = [
    decisionOf(0, [close, legDecisionOf()]),
    decisionOf(1, [close, legDecisionOf()]),
    nobody,
  ];
  return { ...intentOf("old", 2), event: eventOf("old", 0, { decisions }) };
}
