import type { components } from './types.gen'

type Schemas = components['schemas']

/** The server's shapes under the names this app uses; they are generated from its OpenAPI and never written by hand. */
export type Binding = Schemas['Binding']
export type Card = Schemas['Card']
export type Category = Schemas['RepairCategory']
export type CheckItem = Schemas['CheckItem']
export type Community = Schemas['CommunityOut']
export type Device = Schemas['Device']
export type Home = Schemas['Home']
export type House = Schemas['FoundHouse']
export type Invitation = Schemas['Invitation']
export type Match = Schemas['Matched']
export type Me = Schemas['Me']
export type Message = Schemas['InboxMessage']
export type MyHouse = Schemas['MyHouse']
export type Rating = Schemas['RepairRating']
export type Repair = Schemas['RepairView']
export type RepairRow = Schemas['RepairRow']
export type Right = MyHouse['rights'][number]
export type Role = Binding['role']
export type Session = Schemas['Session']
export type StaffMe = Schemas['StaffMe']
export type StoredFile = Schemas['File']

/** What people send. */
export type Application = Schemas['Claim']
export type InviteForm = Schemas['Invite']
export type MoveOutForm = Schemas['MoveOutForm']
export type Report = Schemas['Fault']
export type Scores = Schemas['Scores']
