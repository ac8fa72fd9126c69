/** Alarms that belong to a broken connection in mid-burst, as the scenarios allow them. */
export const NOT_KNOWN = /^Whether .* was placed is not known/u;
/** 5 s of Mimik's time without the leader; where a test pushes the clock they pass while a login takes milliseconds. */
export const LEADER_LOST = /leader's connection has been lost/u;
