-- +goose Up
-- A company's roles are made once, with the permissions of that day. Those that
-- nobody has edited since become what a new company gets today.
UPDATE roles SET permissions = '["billing.approve","billing.meter","billing.publish","billing.read","billing.run","billing.tariff","billing.waive","binding.manage","binding.read","binding.review","house.export","house.import","house.read","house.reveal","ledger.read","notice.publish","notice.read","notice.write","notify.desk","notify.template","payment.approve","payment.merchant","payment.read","payment.refund","repair.collect","repair.create","repair.dispatch","repair.export","repair.manage","repair.oversee","repair.read","repair.report","repair.supervise","repair.work","roster.manage","roster.read","staff.manage","staff.read","stock.manage","stock.read"]' WHERE name = '小区经理' AND updated_at = created_at;
UPDATE roles SET permissions = '["billing.read","billing.waive","binding.read","binding.review","house.read","notice.read","notice.write","notify.desk","repair.collect","repair.create","repair.dispatch","repair.read","roster.read","stock.read"]' WHERE name = '客服' AND updated_at = created_at;
UPDATE roles SET permissions = '["repair.read","repair.work","roster.read","stock.read"]' WHERE name = '维修工' AND updated_at = created_at;
UPDATE roles SET permissions = '["billing.meter","billing.read","billing.waive","house.read","payment.collect","payment.read","payment.refund"]' WHERE name = '收费员' AND updated_at = created_at;
UPDATE roles SET permissions = '["billing.meter","billing.publish","billing.read","billing.run","billing.tariff","billing.waive","house.read","ledger.read","payment.approve","payment.read","payment.reconcile","payment.refund"]' WHERE name = '财务' AND updated_at = created_at;
UPDATE roles SET permissions = '["role.manage","staff.manage","staff.read"]' WHERE name = '系统管理员' AND updated_at = created_at;
UPDATE roles SET permissions = '["audit.read"]' WHERE name = '审计员' AND updated_at = created_at;
-- An edited one keeps what it is, and gets what no role could have until now:
-- the last rung of the ladder of late repairs, which nobody stood on.
UPDATE roles SET permissions = REPLACE(permissions, '"repair.manage"', '"repair.manage","repair.oversee"')
WHERE name = '小区经理' AND permissions LIKE '%"repair.manage"%' AND permissions NOT LIKE '%"repair.oversee"%';
