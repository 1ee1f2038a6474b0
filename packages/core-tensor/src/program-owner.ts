import type { Engine, EngineName } from "./engine.js";
import type { Program, ProgramDefinition } from "./program.js";

/** An engine over a function that makes Programs; it remembers them so that `dispose` reaches all. */
export function engineOver(
  name: EngineName,
  description: string,
  make: (definition: ProgramDefinition) => Program,
): Engine {
  const alive = new Set<Program>();
  return {
    name,
    description,
    program(definition) {
      const made = make(definition);
      alive.add(made);
      const release = made.dispose.bind(made);
      made.dispose = () => {
        if (alive.delete(made)) release();
      };
      return made;
    },
    dispose() {
      for (const program of alive) program.dispose();
    },
  };
}
