/** The page's policy forbids `eval`, which zod would try for speed. Imported before anything that makes a schema. */
import { z } from 'zod';

z.config({ jitless: true });
