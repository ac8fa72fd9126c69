/** zod with its JIT off before the first schema is built: the JIT probes `new Function`, which our CSP forbids. */
import { z } from "zod";

z.config({ jitless: true });

export { z };
