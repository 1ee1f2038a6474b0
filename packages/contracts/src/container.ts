import "reflect-metadata";
import { container as root, type DependencyContainer } from "tsyringe";
import { LiftError } from "./errors.js";

/** A name for a thing of type T in a container. */
export interface Token<T> {
  readonly id: string;
  readonly type?: T;
}

export const token = <T>(id: string): Token<T> => ({ id });

/** The container that holds what one run is made of. The only code that knows tsyringe is this file. */
export interface Container {
  readonly inner: DependencyContainer;
  /** What must be let go of, in the order in which it was made: tsyringe does not dispose what a factory made. */
  readonly releases: (() => void | Promise<void>)[];
}

/** A container of its own; `dispose` lets go of everything that it made. */
export const createContainer = (): Container => ({ inner: root.createChildContainer(), releases: [] });

/** A container that sees `parent`'s bindings and adds its own: every run gets one. */
export const childOf = (parent: Container): Container => ({
  inner: parent.inner.createChildContainer(),
  releases: [],
});

/**
 * Bind a token, made once on first use. A second binding in the same container is an error.
 * @param release lets go of what was made, when the container is disposed of; what was made last goes first
 */
export function bind<T>(
  c: Container,
  t: Token<T>,
  make: (c: Container) => T,
  release?: (made: T) => void | Promise<void>,
): void {
  if (c.inner.isRegistered(t.id)) throw new LiftError("DUPLICATE", `"${t.id}" is bound twice in one container`);
  let made: { value: T } | undefined;
  const once = (): { value: T } => {
    const value = make(c);
    if (release) c.releases.push(() => release(value));
    return { value };
  };
  c.inner.register(t.id, { useFactory: () => (made ??= once()).value });
}

/** What a token is bound to. */
export function need<T>(c: Container, t: Token<T>): T {
  if (!c.inner.isRegistered(t.id, true))
    throw new LiftError("UNKNOWN_NAME", `nothing is bound to "${t.id}" in this container`);
  return c.inner.resolve<T>(t.id);
}

export const has = <T>(c: Container, t: Token<T>): boolean => c.inner.isRegistered(t.id, true);

/** Let go of what a container made, the last first. Its parent is not touched; nothing can be had of it afterwards. */
export const dispose = async (c: Container): Promise<void> => {
  for (const release of c.releases.splice(0).reverse()) await release();
  await c.inner.dispose();
};
