/** The core's door to sizes: the arithmetic is shared with the previews, so that a preview and an order can not differ. */
export {
  isRaised,
  keepOf,
  ruleWords,
  sizeOf,
  sizeRuleOf,
  sizingWords,
  type SizeRule,
} from "../../../src-shared/size.ts";
