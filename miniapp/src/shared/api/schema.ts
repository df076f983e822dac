export interface MyHouse {
  houseId: string
  communityId: string
  communityName: string
  label: string
  role: string
  rights: string[] | null
  servicePhone: string
}
export interface Me {
  id: string
  name: string
  phone: string
  elderMode: boolean
  currentHouseId: string
  houses: MyHouse[] | null
}
export interface Session {
  accessToken: string
  refreshToken: string
  expiresAt: string
  me: Me
}
export interface Card {
  kind: string
  refId: string
  title: string
  subtitle: string
  status: string
  statusLabel: string
  tone: string
  link: string
  updatedAt: string
}
export interface Home {
  house?: MyHouse | null
  houses: MyHouse[] | null
  unread: number
  todos: Card[] | null
  notices: Card[] | null
  pendingBindings: number
  servicePhone: string
}
export interface Device {
  id: string
  label: string
  current: boolean
  lastSeenAt: string
}
export interface Community {
  id: string
  name: string
  address: string
}
export interface House {
  id: string
  label: string
  building: string
  unit: string
  room: string
  kind: string
}
export interface Binding {
  id: string
  houseId: string
  communityId: string
  communityName: string
  houseLabel: string
  personName: string
  phone: string
  role: string
  rights: string[] | null
  state: string
  stateLabel: string
  source: string
  reason: string
  submittedAt: string
  decidedAt?: string
  validTo?: string
  mine: boolean
  actions: string[] | null
}
export interface Match {
  houseId: string
  communityName: string
  labelMasked: string
  role: string
  needsConfirm: boolean
}
export interface Invitation {
  id: string
  token?: string
  link?: string
  phone: string
  role: string
  rights: string[] | null
  expiresAt: string
  state: string
}
export interface InvitationPreview {
  communityName: string
  houseLabelMasked: string
  role: string
  rights: string[] | null
  expiresAt: string
}
export interface StoredFile {
  id: string
  url: string
  thumbUrl: string
  width: number
  height: number
}
export interface Category {
  code: string
  name: string
  place: string
  emergency: boolean
  emergencyHint: string
}
export interface RepairRow {
  id: string
  number: string
  category: string
  categoryName: string
  place: string
  placeLabel: string
  description: string
  state: string
  stateLabel: string
  tone: string
  photoCount: number
  createdAt: string
  updatedAt: string
  slotStart?: string
  slotEnd?: string
}
export interface Rating {
  speed: number
  quality: number
  attitude: number
  tags: string[] | null
  comment: string
}
export interface TimelineEntry {
  at: string
  title: string
  actor: string
  reason: string
  photos: StoredFile[] | null
}
export interface Repair extends RepairRow {
  communityName: string
  houseLabel: string
  photos: StoredFile[] | null
  worker?: { name: string; phone: string }
  timeline: TimelineEntry[] | null
  rating?: Rating
  actions: string[] | null
  contactPhone: string
  permissionToEnter: boolean
  version: number
}
export interface Message {
  id: string
  title: string
  body: string
  kind: string
  link: string
  read: boolean
  createdAt: string
}
