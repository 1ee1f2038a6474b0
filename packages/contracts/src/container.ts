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
}

/** A container of its own; `dispose` lets go of everything that it made. */
export const createContainer = (): Container => ({ inner: root.createChildContainer() });

/** A container that sees `parent`'s bindings and adds its own: every run gets one. */
export const childOf = (parent: Container): Container => ({ inner: parent.inner.createChildContainer() });

/** Bind a token, made once on first use. A second binding in the same container is an error. */
export function bind<T>(c: Container, t: Token<T>, make: (c: Container) => T): void {
  if (c.inner.isRegistered(t.id)) throw new LiftError("DUPLICATE", `"${t.id}" is bound twice in one container`);
  let made: { value: T } | undefined;
  c.inner.register(t.id, { useFactory: () => (made ??= { value: make(c) }).value });
}

/** What a token is bound to. */
export function need<T>(c: Container, t: Token<T>): T {
  if (!c.inner.isRegistered(t.id, true))
    throw new LiftError("UNKNOWN_NAME", `nothing is bound to "${t.id}" in this container`);
  return c.inner.resolve<T>(t.id);
}

export const has = <T>(c: Container, t: Token<T>): boolean => c.inner.isRegistered(t.id, true);

export const dispose = async (c: Container): Promise<void> => {
  await c.inner.dispose();
};
