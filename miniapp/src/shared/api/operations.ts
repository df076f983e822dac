import type { paths } from './types.gen'

/** The residents' operations by their path below /app/v1/, so that a wrong path, body or answer does not compile. */
export type Routes = { [Path in keyof paths as Path extends `/app/v1/${infer Rest}` ? Rest : never]: paths[Path] }

export type Verb = 'get' | 'post' | 'patch' | 'delete'

/** Paths that have an operation with this verb. */
export type PathOf<V extends Verb> = { [P in keyof Routes]: Routes[P] extends Record<V, object> ? P : never }[keyof Routes]

export type Operation<V extends Verb, P extends PathOf<V>> = Routes[P] extends Record<V, infer O> ? O : never

type Json<R> = R extends { content: { 'application/json': infer T } } ? T : undefined

/** What the operation answers when all is well. */
export type Answer<O> = O extends { responses: infer R }
  ? R extends { 200: infer A } | { 201: infer A }
    ? Json<A>
    : undefined
  : never

type PathPart<O> = O extends { parameters: { path: infer T extends object } } ? { path: T } : unknown
type QueryPart<O> = O extends { parameters: { query: infer T extends object } }
  ? { query: T }
  : O extends { parameters: { query?: infer T } }
    ? { query?: Exclude<T, undefined> }
    : unknown
type BodyPart<O> = O extends { requestBody: { content: { 'application/json': infer T } } } ? { body: T } : unknown
/** The key of an intent: new for each, the same for its retries. */
type KeyPart<O> = O extends { parameters: { header: { 'Idempotency-Key': string } } } ? { key: string } : unknown

/** What the operation needs. */
export type Input<O> = PathPart<O> & QueryPart<O> & BodyPart<O> & KeyPart<O>
