import type { paths } from './types.gen'

type RoutesBelow<Base extends string> = { [Path in keyof paths as Path extends `${Base}${infer Rest}` ? Rest : never]: paths[Path] }

/** The residents' operations by their path below /app/v1/, so that a wrong path, body or answer does not compile. */
export type Routes = RoutesBelow<'/app/v1/'>

/** The staff's, below /admin/v1/: a client of the one cannot name a path of the other. */
export type StaffRoutes = RoutesBelow<'/admin/v1/'>

export type Verb = 'get' | 'post' | 'patch' | 'delete'

/** Paths that have an operation with this verb. */
export type PathOf<R, V extends Verb> = { [P in keyof R]: R[P] extends Record<V, object> ? P : never }[keyof R]

export type Operation<R, V extends Verb, P extends PathOf<R, V>> = R[P] extends Record<V, infer O> ? O : never

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
type BodyPart<O> = O extends { requestBody: { content: { 'application/json': infer T } } }
  ? { body: T }
  : O extends { requestBody?: { content: { 'application/json': infer T } } }
    ? { body?: T }
    : unknown
/** The key of an intent: new for each, the same for its retries. */
type KeyPart<O> = O extends { parameters: { header: { 'Idempotency-Key': string } } } ? { key: string } : unknown

/** What the operation needs. */
export type Input<O> = PathPart<O> & QueryPart<O> & BodyPart<O> & KeyPart<O>
