import { describe, expect, it } from 'vitest'
import { useSession } from '@/shared/session'
import { mountPage, type Answer } from '@/shared/testing'
import LoginPage from './LoginPage.vue'

const me = { id: '2', name: '王建国', username: 'wang', companyName: '', roles: [], permissions: [], communities: [{ id: '7', name: '翠湖花园' }] }
const answers: Record<string, Answer> = {
  'POST /auth/login': { next: 'totp', challenge: 'c1' },
  'POST /auth/totp': me,
}
const open = (more: Record<string, Answer> = {}, at = '/login') => mountPage(LoginPage, { name: 'login', path: '/login', at, permissions: [], answers: { ...answers, ...more } })

describe('LoginPage', () => {
  it('asks for password, then for the code, and goes where one wanted to go', async () => {
    const page = await open({}, '/login?next=/x-repair/5')
    await page.type('login-username', ' wang ')
    await page.type('login-password', 'correct horse')
    await page.click('login-submit')
    expect(page.server.sent[0]?.json).toEqual({ username: 'wang', password: 'correct horse' })
    await page.type('login-totp', '123 456')
    await page.click('login-totp-submit')
    expect(page.server.sent[1]?.json).toEqual({ challenge: 'c1', code: '123456' })
    expect(useSession().me?.name).toBe('王建国')
    expect(page.router.currentRoute.value.fullPath).toBe('/x-repair/5')
  })

  it('says what was wrong and stays', async () => {
    const page = await open({ 'POST /auth/login': () => ({ status: 401, body: { code: 'staff.login', detail: '账号或密码不对。' } }) })
    await page.type('login-username', 'wang')
    await page.type('login-password', 'x')
    await page.click('login-submit')
    expect(page.seen()).toContain('账号或密码不对。')
    expect(page.find('login-totp')).toBeNull()
  })

  it('shows the secret of a first login to type by hand', async () => {
    const page = await open({ 'POST /auth/login': { next: 'enroll', challenge: 'c', enrollUri: 'otpauth://totp/x?secret=JBSWY3DPEHPK3PXP', enrollSecret: 'JBSWY3DPEHPK3PXP' } })
    await page.type('login-username', 'wang')
    await page.type('login-password', 'x')
    await page.click('login-submit')
    expect(page.find('enroll-secret')?.textContent).toBe('JBSW Y3DP EHPK 3PXP')
  })

  it('never follows a link to another place', async () => {
    const page = await open({}, '/login?next=//evil.example')
    await page.type('login-username', 'wang')
    await page.type('login-password', 'x')
    await page.click('login-submit')
    await page.type('login-totp', '123456')
    await page.click('login-totp-submit')
    expect(page.router.currentRoute.value.fullPath).toBe('/')
  })
})
