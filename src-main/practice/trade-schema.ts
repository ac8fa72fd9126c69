/** Order types of a human's trade, as `/practice/trade` and scenarios take them. Zod only. */
import { z } from "zod";

export const orderTypeSchema = z.enum(["Market", "Limit", "Stop"]);
