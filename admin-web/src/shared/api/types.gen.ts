// Made by `npm run gen` from docs/openapi.json; do not edit.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AgeBand: {
            /** Format: int64 */
            bills: number;
            /** @enum {string} */
            code: "d30" | "d90" | "d365" | "y1" | "y25";
            /** Format: int64 */
            fen: number;
            label: string;
            /** @description near the end of the three years in which it can be claimed */
            urgent: boolean;
        };
        Applicant: {
            fullName?: string;
            /** @description masked */
            name: string;
            /** @description masked */
            phone: string;
        };
        ApproveForm: {
            /**
             * Format: date-time
             * @description end of a lease, when the contract says another day
             */
            validTo?: string;
        };
        Arrears: {
            bands: components["schemas"]["AgeBand"][];
            /** Format: int64 */
            houses: number;
            rows: components["schemas"]["ArrearsRow"][];
            /** Format: int64 */
            totalFen: number;
        };
        ArrearsRow: {
            band: string;
            bandLabel: string;
            /** Format: int64 */
            bills: number;
            /** Format: int64 */
            days: number;
            /** Format: int64 */
            dueFen: number;
            /** @description of a household that has left */
            former: boolean;
            /** @description masked; who left */
            holder: string;
            /** @example 250656954165235712 */
            houseId: string;
            houseLabel: string;
            oldestDue: string;
        };
        AskWaiverForm: {
            /** Format: int64 */
            amountFen: number;
            /** @enum {string} */
            kind: "late" | "principal";
            reason: string;
        };
        AssignHousesForm: {
            houses: components["schemas"]["AssignmentForm"][];
        };
        AssignRepairForm: {
            /** Format: date-time */
            slotEnd?: string;
            /**
             * Format: date-time
             * @description with slotEnd: another appointment in the same step
             */
            slotStart?: string;
            /**
             * Format: int64
             * @description of the order on the screen; needed to take it from another worker
             */
            version?: number;
            /** @example 250656954165235712 */
            workerId: string;
        };
        AssignmentForm: {
            /** @description empty: 1 */
            coefficient?: string;
            /** @description percent */
            discount?: string;
            excluded?: boolean;
            fromDay?: string;
            /** @example 250656954165235712 */
            houseId: string;
            note?: string;
            /** @description empty: 1 */
            quantity?: string;
            untilDay?: string;
        };
        AssignmentList: {
            items: components["schemas"]["RepairAssignment"][];
        };
        AssignmentView: {
            coefficient: string;
            discount: string;
            excluded: boolean;
            fromDay: string;
            /** @example 250656954165235712 */
            houseId: string;
            houseLabel: string;
            note: string;
            quantity: string;
            untilDay: string;
        };
        AudienceAsk: {
            buildingIds?: string[];
            /** @example 250656954165235712 */
            communityId: string;
            houseIds?: string[];
            unitIds?: string[];
        };
        AudienceForm: {
            buildingIds?: string[];
            houseIds?: string[];
            unitIds?: string[];
        };
        BillDispute: {
            answer: string;
            /** Format: date-time */
            answerBy: string;
            /** @example 250656954165235712 */
            newBillId: string;
            reason: string;
            /** @enum {string} */
            state: "open" | "keep" | "adjust" | "waive";
            stateLabel: string;
        };
        BillDisputePage: {
            items: components["schemas"]["StaffDispute"][];
            nextCursor: string;
        };
        BillLine: {
            /** Format: int64 */
            amountFen?: number;
            label: string;
            text: string;
        };
        BillRun: {
            actions: ("review" | "publish" | "discard")[];
            anomalies: components["schemas"]["RunAnomaly"][];
            /** Format: int64 */
            anomalyCount: number;
            /** Format: int64 */
            billCount: number;
            /** @example 250656954165235712 */
            communityId: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: int64 */
            doneCount: number;
            /** @example 250656954165235712 */
            id: string;
            items: components["schemas"]["RunItem"][];
            /** Format: int64 */
            lastCount: number;
            /** Format: int64 */
            lastSumFen: number;
            /** @description then somebody else publishes */
            madeByMe: boolean;
            makerName: string;
            period: string;
            problem: string;
            /** Format: date-time */
            publishedAt?: string;
            publisherName: string;
            reviewerName: string;
            /**
             * Format: int64
             * @description houses without a reading or a shared cost
             */
            skippedCount: number;
            /** @enum {string} */
            state: "computing" | "computed" | "reviewed" | "publishing" | "published" | "discarded" | "failed";
            stateLabel: string;
            steps: components["schemas"]["RunStep"][];
            /** Format: int64 */
            sumFen: number;
            title: string;
            /** @enum {string} */
            tone: "info" | "warn" | "good" | "danger" | "neutral";
            /** Format: int64 */
            totalCount: number;
            usePrepaid: boolean;
        };
        BillRunPage: {
            items: components["schemas"]["BillRun"][];
            nextCursor: string;
        };
        BillStep: {
            act: string;
            actor: string;
            /** Format: int64 */
            amountFen: number;
            /** Format: date-time */
            at: string;
            reason: string;
            title: string;
        };
        BillView: {
            actions: ("pay" | "dispute" | "share" | "void" | "correct" | "waive")[];
            /**
             * Format: int64
             * @description after discounts
             */
            askedFen: number;
            /** @example 250656954165235712 */
            communityId: string;
            communityName: string;
            /** Format: int64 */
            discountFen: number;
            dispute?: components["schemas"]["BillDispute"];
            /**
             * Format: int64
             * @description left of the principal
             */
            dueFen: number;
            dueOn: string;
            /** @example 250656954165235712 */
            houseId: string;
            houseLabel: string;
            /** @example 250656954165235712 */
            id: string;
            /** @example 250656954165235712 */
            itemId: string;
            kind: string;
            /**
             * Format: int64
             * @description late fee to pay today
             */
            lateFen: number;
            /** @description how the late fee is counted */
            lateNote: string;
            /** Format: int64 */
            latePaidFen: number;
            lines: components["schemas"]["BillLine"][];
            /** @description who is paying, and when another may try; empty when nobody is */
            lockNote: string;
            /** @description this person may pay it now */
            mayPay: boolean;
            /**
             * @description bills of different payees are paid apart; empty: the community's own
             * @example 250656954165235712
             */
            merchantId: string;
            overdue: boolean;
            /** Format: int64 */
            paidFen: number;
            /**
             * @description this person's own open payment of it, to go on with; empty when there is none
             * @example 250656954165235712
             */
            payingId: string;
            period: string;
            periodName: string;
            /** @description of the meters */
            photos: components["schemas"]["File"][];
            /** Format: int64 */
            principalFen: number;
            /** Format: int64 */
            refundedFen: number;
            /** @example 250656954165235712 */
            replacesId: string;
            /** @enum {string} */
            state: "draft" | "reviewed" | "published" | "partly_paid" | "paid" | "disputed" | "waived" | "void" | "refunding" | "refunded" | "partly_refunded";
            stateLabel: string;
            timeline: components["schemas"]["BillStep"][];
            title: string;
            /** @enum {string} */
            tone: "info" | "warn" | "good" | "danger" | "neutral";
            /**
             * Format: int64
             * @description what clears it today
             */
            totalFen: number;
            /** Format: int64 */
            version: number;
            /** Format: int64 */
            waivedFen: number;
        };
        BillingDone: {
            ok: boolean;
        };
        Binding: {
            /** @description evidence withdraw approve reject need-more rights dispute suspend resume revoke unbind */
            actions: string[];
            /** @example 250656954165235712 */
            communityId: string;
            communityName: string;
            /** Format: date-time */
            decidedAt?: string;
            /** @example 250656954165235712 */
            houseId: string;
            houseLabel: string;
            /** @example 250656954165235712 */
            id: string;
            mine: boolean;
            personName: string;
            /** @description masked */
            phone: string;
            reason: string;
            rights: string[];
            /** @enum {string} */
            role: "owner" | "member" | "tenant";
            /** @enum {string} */
            source: "match" | "apply" | "invite" | "import" | "staff";
            /** @enum {string} */
            state: "pending" | "need_more" | "active" | "rejected" | "withdrawn" | "suspended" | "revoked" | "expired" | "unbound" | "moved_out";
            stateLabel: string;
            /** Format: date-time */
            submittedAt: string;
            /** Format: date-time */
            validTo?: string;
        };
        BindingDetail: {
            /** @description evidence withdraw approve reject need-more rights dispute suspend resume revoke unbind */
            actions: string[];
            /**
             * Format: int64
             * @description since it was handed in, until it was decided
             */
            ageHours: number;
            applicant: components["schemas"]["Applicant"];
            /** @example 250656954165235712 */
            communityId: string;
            communityName: string;
            /** Format: date-time */
            decidedAt?: string;
            evidence: components["schemas"]["File"][];
            history: components["schemas"]["BindingStep"][];
            /** @example 250656954165235712 */
            houseId: string;
            houseLabel: string;
            /** @example 250656954165235712 */
            id: string;
            mine: boolean;
            note: string;
            /** @description another person is an active owner of the house */
            ownerExists: boolean;
            personName: string;
            /** @description masked */
            phone: string;
            reason: string;
            register: components["schemas"]["RegisterSide"];
            rights: string[];
            /** @enum {string} */
            role: "owner" | "member" | "tenant";
            /** @enum {string} */
            source: "match" | "apply" | "invite" | "import" | "staff";
            /** @enum {string} */
            state: "pending" | "need_more" | "active" | "rejected" | "withdrawn" | "suspended" | "revoked" | "expired" | "unbound" | "moved_out";
            stateLabel: string;
            /** Format: date-time */
            submittedAt: string;
            /**
             * @description of a claim that waits: over 24 h, over 72 h
             * @enum {string}
             */
            urgency: "none" | "ok" | "warn" | "late";
            /** Format: date-time */
            validTo?: string;
        };
        BindingStep: {
            action: string;
            actor: string;
            /** Format: date-time */
            at: string;
            reason: string;
        };
        BuildingLine: {
            /** Format: int64 */
            houseCount: number;
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "building" | "shop" | "garage" | "other";
            name: string;
            /** Format: int64 */
            shopCount: number;
            /** Format: int64 */
            unitCount: number;
        };
        BuildingsOutBody: {
            items: components["schemas"]["BuildingLine"][];
            /** @description what stands in no building: shops, parking */
            others: components["schemas"]["BuildingLine"][];
        };
        CallForm: {
            note?: string;
        };
        CallHouseForm: {
            /** @example 250656954165235712 */
            houseId: string;
            /** @description why, or whom to ask for */
            note?: string;
        };
        CallHouseList: {
            items: components["schemas"]["CallHouseView"][];
            /**
             * Format: int64
             * @description how many there may be
             */
            most: number;
        };
        CallHouseView: {
            /** Format: date-time */
            createdAt: string;
            house: string;
            /** @example 250656954165235712 */
            houseId: string;
            note: string;
            /** @description who put it on the list */
            staffName: string;
        };
        CallPage: {
            items: components["schemas"]["CallView"][];
            nextCursor: string;
        };
        CallView: {
            /** Format: int64 */
            attempts: number;
            /** Format: date-time */
            claimedAt?: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            dueAt: string;
            /** @description the address, when a household without the app is to be told */
            house: string;
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "repair" | "binding" | "bill" | "notice";
            mine: boolean;
            /** Format: int64 */
            most: number;
            note: string;
            /** @description masked; of a household it is known when it is claimed */
            person: string;
            /** @description masked, until it is claimed */
            phone: string;
            /** @description who has it, or had it last */
            staffName: string;
            /** @enum {string} */
            state: "waiting" | "claimed" | "done" | "unreachable" | "needless";
            stateLabel: string;
            title: string;
            urgent: boolean;
            /** @description to read aloud */
            words: string;
        };
        CallerFault: {
            /** @description pets, alarms, how to get in */
            accessNote?: string;
            /** @description a code of the catalogue */
            category: string;
            /** @enum {string} */
            channel: "phone" | "desk" | "patrol" | "iot";
            /** @example 250656954165235712 */
            communityId: string;
            contactName?: string;
            contactPhone?: string;
            description: string;
            /** @description a third-level code of the category */
            fault?: string;
            /**
             * @description for place=indoor
             * @example 250656954165235712
             */
            houseId?: string;
            /** @description the worker may enter when nobody is at home */
            permissionToEnter?: boolean;
            photoFileIds?: string[];
            /** @enum {string} */
            place: "indoor" | "public";
            /** @description for place=public */
            publicPlace?: string;
            /** @description the similar order was shown (409 repair.similar) and this is another matter */
            separate?: boolean;
            /** Format: date-time */
            slotEnd?: string;
            /** Format: date-time */
            slotStart?: string;
        };
        Card: {
            /** @description repair, binding or notice */
            kind: string;
            link: string;
            /** @example 250656954165235712 */
            refId: string;
            status: string;
            statusLabel: string;
            subtitle: string;
            title: string;
            /** @enum {string} */
            tone: "info" | "warn" | "good" | "danger" | "neutral";
            /** Format: date-time */
            updatedAt: string;
        };
        Change: {
            field: string;
            from: string;
            label: string;
            to: string;
        };
        ChannelForm: {
            /** @enum {string} */
            channel: "wechat" | "sms";
        };
        ChargeForm: {
            /** Format: int64 */
            amountFen: number;
            /** @example 250656954165235712 */
            houseId: string;
            /**
             * @description for source=staff
             * @enum {string}
             */
            kind?: "property" | "parking" | "water" | "electric" | "heating" | "gas" | "shared" | "rent" | "repair" | "other";
            note?: string;
            /** @enum {string} */
            source: "staff" | "deposit" | "prepaid";
            title: string;
        };
        CheckFormulaForm: {
            formula: string;
        };
        CheckItem: {
            code: string;
            detail: string;
            label: string;
            /** @enum {string} */
            state: "ok" | "warn" | "block";
        };
        CloseShiftForm: {
            /** Format: int64 */
            countedFen: number;
            note?: string;
        };
        CollectForm: {
            billIds: string[];
            /**
             * Format: int64
             * @description what the cashier was shown and has in hand
             */
            expectedFen: number;
            note?: string;
            /** @description a transfer needs one */
            photoFileIds?: string[];
            /** @enum {string} */
            via: "cash" | "transfer";
            /** @description number on the paper; once a community */
            voucher: string;
        };
        Column: {
            field: string;
            header: string;
        };
        CommunitiesOutBody: {
            items: components["schemas"]["CommunityOut"][];
        };
        CommunityOut: {
            address: string;
            /** @example 250656954165235712 */
            id: string;
            name: string;
            servicePhone: string;
        };
        CopyWeekForm: {
            /** @description a date of the week to copy */
            from: string;
            /** @description a date of the week to fill */
            to: string;
            /** @description empty: all */
            workerIds?: string[];
        };
        CorrectBillForm: {
            /** Format: int64 */
            amountFen: number;
            reason: string;
        };
        CountLine: {
            /** Format: int64 */
            counted: number;
            /** @example 250656954165235712 */
            itemId: string;
            /**
             * Format: int64
             * @description the level on the screen
             */
            seen: number;
        };
        Counts: {
            /**
             * Format: int64
             * @description disputes and waivers that wait
             */
            billDecisions: number;
            /** Format: int64 */
            billsOverdue: number;
            /**
             * Format: int64
             * @description what is left of them
             */
            billsOverdueFen: number;
            /** Format: int64 */
            bindingsPending: number;
            /**
             * Format: int64
             * @description telephone calls to make now
             */
            callsWaiting: number;
            /**
             * Format: int64
             * @description of the account that gets the community's money
             */
            differencesOpen: number;
            /** Format: int64 */
            housesTotal: number;
            /**
             * Format: int64
             * @description messages that did not go out and wait for a decision
             */
            messagesDead: number;
            /** Format: int64 */
            refundsWaiting: number;
            /** Format: int64 */
            repairsOpen: number;
            /** Format: int64 */
            repairsUnassigned: number;
            /** Format: int64 */
            residentsActive: number;
        };
        DayHours: {
            /** @description HH:MM, empty: a day off */
            from: string;
            /** @description HH:MM or 24:00, empty: a day off */
            to: string;
        };
        DeadTask: {
            /** Format: int64 */
            attempts: number;
            /** Format: date-time */
            createdAt: string;
            error: string;
            /** @example 250656954165235712 */
            id: string;
            label: string;
            staff: boolean;
            template: string;
        };
        DeadTaskList: {
            items: components["schemas"]["DeadTask"][];
        };
        DecideWaiverForm: {
            answer?: string;
            approve: boolean;
        };
        DeliveryPage: {
            items: components["schemas"]["DeliveryView"][];
            nextCursor: string;
        };
        DeliveryView: {
            /** Format: int64 */
            attempts: number;
            /** @enum {string} */
            channel: "inbox" | "wechat" | "sms" | "call";
            closedReason: string;
            /** Format: int64 */
            count: number;
            /** Format: date-time */
            createdAt: string;
            /** @description waits for a decision */
            dead: boolean;
            /** Format: date-time */
            dueAt?: string;
            /** @enum {string} */
            kind: "repair" | "binding" | "bill" | "notice";
            /** @example 250656954165235712 */
            messageId: string;
            number: string;
            /** @description masked */
            phone: string;
            /** Format: date-time */
            readAt?: string;
            /** @description masked */
            reader: string;
            staff: boolean;
            /** @enum {string} */
            state: "delivered" | "pending" | "sending" | "unknown" | "skipped" | "failed";
            stateLabel: string;
            title: string;
            /** Format: date-time */
            updatedAt: string;
            urgent: boolean;
            /** @description in words; empty when it went well */
            why: string;
        };
        DeskList: {
            items: components["schemas"]["StaffBinding"][];
            nextCursor: string;
        };
        DeskNotice: {
            /** @description in words */
            audience: string;
            /** @example 250656954165235712 */
            communityId: string;
            /** Format: date-time */
            createdAt: string;
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "notice" | "outage" | "event";
            kindLabel: string;
            makerName: string;
            /** @description I wrote it */
            mine: boolean;
            /** Format: date-time */
            publishedAt?: string;
            /** Format: int64 */
            reads: number;
            reason: string;
            /** Format: date-time */
            shownUntil: string;
            spread: components["schemas"]["Spread"];
            /** @enum {string} */
            state: "draft" | "checking" | "review" | "blocked" | "published" | "withdrawn" | "ended" | "discarded";
            stateLabel: string;
            summary: string;
            title: string;
            urgent: boolean;
            /** Format: int64 */
            version: number;
        };
        DeskPage: {
            items: components["schemas"]["DeskNotice"][];
            nextCursor: string;
        };
        DeskPrepaid: {
            /** Format: int64 */
            balanceFen: number;
        };
        DeskTopUpForm: {
            /** Format: int64 */
            amountFen: number;
            /** @example 250656954165235712 */
            houseId: string;
            note?: string;
            photoFileIds?: string[];
            /** @enum {string} */
            via: "cash" | "transfer";
            voucher: string;
        };
        DifferenceDecision: {
            escalate?: boolean;
            /** @example 250656954165235712 */
            evidenceFileId?: string;
            reason: string;
        };
        DifferencePage: {
            items: components["schemas"]["DifferenceView"][];
            nextCursor: string;
        };
        DifferenceView: {
            /** Format: int64 */
            channelFen: number;
            channelState: string;
            day: string;
            /** Format: date-time */
            decidedAt?: string;
            decidedBy: string;
            evidence?: components["schemas"]["File"];
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "channel_missing" | "local_missing" | "amount" | "status" | "refund";
            kindLabel: string;
            /** Format: int64 */
            localFen: number;
            localState: string;
            /** @example 250656954165235712 */
            paymentId: string;
            reason: string;
            /** @example 250656954165235712 */
            refundId: string;
            said: string;
            /** @enum {string} */
            state: "open" | "auto" | "manual" | "escalated";
            stateLabel: string;
            subject: string;
            transactionId: string;
        };
        DiscardRunForm: {
            reason?: string;
        };
        DisputeAnswer: {
            /**
             * Format: int64
             * @description of the corrected bill
             */
            amountFen?: number;
            /** @description the household reads it */
            answer: string;
            /** @enum {string} */
            result: "keep" | "adjust" | "waive";
        };
        DropForm: {
            /** @enum {string} */
            channel: "wechat" | "sms";
            reason: string;
        };
        DropTaskForm: {
            /** @example 250656954165235712 */
            id: string;
            reason: string;
        };
        EditItemForm: {
            /**
             * Format: int64
             * @description below it the managers are told; material only
             */
            minimum: number;
            name: string;
            onSale: boolean;
            unit: string;
            /**
             * Format: int64
             * @description of the item on the screen
             */
            version: number;
        };
        EditNotice: {
            /** @description empty: the whole community */
            audience: components["schemas"]["AudienceForm"];
            body: string;
            /** @enum {string} */
            kind: "notice" | "outage" | "event";
            photoFileIds?: string[];
            /** Format: date-time */
            shownUntil?: string;
            title: string;
            urgent: boolean;
            /** Format: int64 */
            version: number;
        };
        ExportsBody: {
            items: components["schemas"]["RepairExport"][];
        };
        FaceForm: {
            /** @enum {string} */
            face: "inbox" | "staff" | "sms" | "voice" | "wechat";
            template: string;
        };
        FeeAssignmentList: {
            items: components["schemas"]["AssignmentView"][];
        };
        FeeItemForm: {
            closed?: boolean;
            /** @description every house of the kinds pays; otherwise only listed houses do */
            everyone: boolean;
            /** @description empty: flats and shops */
            houseKinds?: ("flat" | "shop" | "garage" | "other")[];
            /** @enum {string} */
            kind: "property" | "parking" | "water" | "electric" | "heating" | "gas" | "shared" | "rent" | "repair" | "other";
            /**
             * @description who is paid; empty for the community's own
             * @example 250656954165235712
             */
            merchantId?: string;
            name: string;
            /** Format: int64 */
            priority?: number;
        };
        FeeItemList: {
            items: components["schemas"]["FeeItemView"][];
            kinds: components["schemas"]["FeeKind"][];
        };
        FeeItemView: {
            closed: boolean;
            /** @example 250656954165235712 */
            communityId: string;
            current?: components["schemas"]["TariffView"];
            everyone: boolean;
            houseKinds: string[];
            /** @example 250656954165235712 */
            id: string;
            kind: string;
            kindLabel: string;
            /** @example 250656954165235712 */
            merchantId: string;
            name: string;
            /** Format: int64 */
            priority: number;
            /** @description newest first */
            tariffs: components["schemas"]["TariffView"][];
            usesMeter: boolean;
            usesPool: boolean;
        };
        FeeKind: {
            code: string;
            name: string;
        };
        FeePreview: {
            /** Format: int64 */
            amountFen: number;
            /** @example 250656954165235712 */
            houseId: string;
            houseLabel: string;
            /**
             * Format: int64
             * @description -1: nothing to compare with
             */
            lastFen: number;
            lines: components["schemas"]["BillLine"][];
            problem: string;
        };
        FeePreviewList: {
            items: components["schemas"]["FeePreview"][];
        };
        Field: {
            field: string;
            message: string;
        };
        File: {
            /** Format: int64 */
            height: number;
            /** @example 250656954165235712 */
            id: string;
            thumbUrl: string;
            url: string;
            /** Format: int64 */
            width: number;
        };
        FilterList: {
            items: components["schemas"]["SavedRepairFilter"][];
        };
        FinishReminderForm: {
            /** @enum {string} */
            kind: "call" | "letter";
            note: string;
        };
        FinishRepairForm: {
            /**
             * Format: date-time
             * @description when it was done, if the phone was offline: not in the future, at most 24 hours old
             */
            at?: string;
            causeCode: string;
            /** @description the maintenance fund is to pay; nothing is charged */
            fund?: boolean;
            /** @description taken out of the stock */
            materials?: components["schemas"]["Use"][];
            note: string;
            /** @description after the work */
            photoFileIds: string[];
        };
        FormulaCheck: {
            functions: string[];
            ok: boolean;
            problem: string;
            uses: components["schemas"]["FormulaVariable"][];
            variables: components["schemas"]["FormulaVariable"][];
        };
        FormulaVariable: {
            code: string;
            means: string;
            name: string;
            unit: string;
        };
        GridFloor: {
            /** Format: int64 */
            floor: number;
            houses: components["schemas"]["GridHouse"][];
        };
        GridHouse: {
            area: string;
            /** Format: int64 */
            bound: number;
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "flat" | "shop" | "garage" | "other";
            label: string;
            /** @enum {string} */
            occupancy: "owner" | "tenant" | "vacant" | "unknown";
            occupancyLabel: string;
            room: string;
        };
        GridOutBody: {
            building: components["schemas"]["BuildingLine"];
            units: components["schemas"]["GridUnit"][];
        };
        GridUnit: {
            floors: components["schemas"]["GridFloor"][];
            /**
             * @description empty where a building has no units
             * @example 250656954165235712
             */
            id: string;
            name: string;
        };
        HoursForm: {
            days: components["schemas"]["SpecialDay"][];
            /** Format: int64 */
            version: number;
            /** @description Monday first */
            week: components["schemas"]["DayHours"][];
        };
        HouseBinding: {
            /** @example 250656954165235712 */
            id: string;
            /** @description masked */
            personName: string;
            /** @description masked */
            phone: string;
            role: string;
            state: string;
            stateLabel: string;
            /** Format: date-time */
            submittedAt: string;
        };
        HouseDetail: {
            areaM2: string;
            building: string;
            /** @example 250656954165235712 */
            buildingId: string;
            /** @example 250656954165235712 */
            communityId: string;
            communityName: string;
            /** @description 2006-01-02 or empty */
            delivered: string;
            /** Format: int64 */
            floor: number;
            /** @example 250656954165235712 */
            id: string;
            innerAreaM2: string;
            /** @enum {string} */
            kind: "flat" | "shop" | "garage" | "other";
            label: string;
            layout: string;
            note: string;
            /** @enum {string} */
            occupancy: "owner" | "tenant" | "vacant" | "unknown";
            occupancyLabel: string;
            ownership: string;
            parking: string;
            room: string;
            unit: string;
            /** Format: int64 */
            version: number;
        };
        HouseEvent: {
            /** Format: date-time */
            at: string;
            detail: string;
            kind: string;
            label: string;
        };
        HouseLine: {
            areaM2: string;
            /** Format: int64 */
            boundCount: number;
            building: string;
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "flat" | "shop" | "garage" | "other";
            label: string;
            /** @description masked */
            ownerName: string;
            /** @description masked */
            ownerPhone: string;
            room: string;
            unit: string;
        };
        HousesOutBody: {
            items: components["schemas"]["HouseLine"][];
            nextCursor: string;
        };
        ImportCounts: {
            /** Format: int64 */
            added: number;
            /** Format: int64 */
            changed: number;
            /**
             * Format: int64
             * @description totals, repeated headers, signatures
             */
            ignored: number;
            /** Format: int64 */
            refused: number;
            /** Format: int64 */
            rows: number;
            /** Format: int64 */
            same: number;
        };
        ImportRow: {
            changes: components["schemas"]["Change"][];
            detail: string;
            house: string;
            /** @enum {string} */
            kind: "pending" | "refused" | "added" | "changed" | "same";
            reason: string;
            /**
             * Format: int64
             * @description as numbered in Excel
             */
            row: number;
            sheet: string;
        };
        ImportRun: {
            columns: components["schemas"]["Column"][];
            /** @example 250656954165235712 */
            communityId: string;
            counts: components["schemas"]["ImportCounts"];
            /** Format: date-time */
            createdAt: string;
            /** Format: int64 */
            doneRows: number;
            error: string;
            fileName: string;
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            state: "checking" | "checked" | "applying" | "applied" | "failed";
            /** @description of the rows that can be imported */
            totalAreaM2: string;
        };
        InboxMessage: {
            body: string;
            /**
             * Format: int64
             * @description how many were merged into it
             */
            count: number;
            /** Format: date-time */
            createdAt: string;
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "repair" | "binding" | "bill" | "notice";
            /** @description a page of the app with its query, or empty */
            link: string;
            read: boolean;
            title: string;
            urgent: boolean;
        };
        InboxPage: {
            items: components["schemas"]["InboxMessage"][];
            nextCursor: string;
            /** Format: int64 */
            unread: number;
        };
        InboxUnread: {
            /** Format: int64 */
            unread: number;
        };
        IncidentForm: {
            area: string;
            /** @description new public reports of the category join it by themselves */
            autoMerge?: boolean;
            category?: string;
            /** @example 250656954165235712 */
            communityId: string;
            /** Format: date-time */
            etaAt?: string;
            /** @description the first update */
            text: string;
            title: string;
        };
        IncidentList: {
            items: components["schemas"]["RepairIncident"][];
        };
        IncidentNews: {
            /** Format: date-time */
            etaAt?: string;
            text: string;
        };
        IncidentUpdate: {
            /** Format: date-time */
            at: string;
            text: string;
        };
        IncomeLine: {
            /** @enum {string} */
            about: "charged" | "given_up" | "arrived";
            account: string;
            /** Format: int64 */
            amountFen: number;
            /** Format: int64 */
            backFen: number;
            day: string;
            label: string;
        };
        IncomeReport: {
            from: string;
            lines: components["schemas"]["IncomeLine"][];
            to: string;
        };
        InvoiceView: {
            /** Format: int64 */
            amountFen: number;
            /** Format: date-time */
            createdAt: string;
            /** @example 250656954165235712 */
            id: string;
            invoiceNo: string;
            /** Format: date-time */
            issuedAt?: string;
            /** @example 250656954165235712 */
            paymentId: string;
            redNo: string;
            /** @enum {string} */
            state: "applied" | "issued" | "failed" | "reversing" | "reversed";
            stateLabel: string;
            title: string;
            url: string;
        };
        ItemPriceForm: {
            /** @description a date, today or later; empty: today */
            from?: string;
            /** Format: int64 */
            priceFen: number;
        };
        JournalPage: {
            items: components["schemas"]["LedgerJournal"][];
            nextCursor: string;
        };
        Keys: {
            apiV3Key: string;
            /** @description apiclient_key.pem */
            privateKey: string;
            /** @description serial number of the merchant's API certificate */
            serial: string;
            /** @description the first one is asked for; the others are accepted while WeChat changes */
            wechatKeys: components["schemas"]["WeChatKey"][];
        };
        KindWish: {
            /** @enum {string} */
            kind: "repair" | "binding" | "bill" | "notice";
            label: string;
            sms: boolean;
            wechat: boolean;
        };
        LedgerEntry: {
            account: string;
            /**
             * Format: int64
             * @description debit positive, credit negative
             */
            amountFen: number;
            label: string;
        };
        LedgerJournal: {
            entries: components["schemas"]["LedgerEntry"][];
            /** @example 250656954165235712 */
            id: string;
            kind: string;
            kindLabel: string;
            memo: string;
            /** Format: date-time */
            postedAt: string;
            ref: string;
            /** @example 250656954165235712 */
            reversesId: string;
        };
        Line: {
            account: string;
            /**
             * Format: int64
             * @description debit minus credit
             */
            balanceFen: number;
            /** Format: int64 */
            creditFen: number;
            /** Format: int64 */
            debitFen: number;
            label: string;
        };
        ListItemForm: {
            /** @enum {string} */
            kind: "labour" | "material";
            /**
             * Format: int64
             * @description what there is of it now; material only
             */
            level: number;
            /**
             * Format: int64
             * @description below it the managers are told; material only
             */
            minimum: number;
            name: string;
            onSale: boolean;
            /** Format: int64 */
            priceFen: number;
            unit: string;
        };
        LiveTicket: {
            /** Format: date-time */
            expiresAt: string;
            /** @description goes into the first message on /ws, never into the address */
            ticket: string;
        };
        LoginStep: {
            challenge: string;
            /** @description only in the demo */
            demoCode?: string;
            /** @description the same, to type */
            enrollSecret?: string;
            /** @description for the QR code of an authenticator */
            enrollUri?: string;
            /** @enum {string} */
            next: "totp" | "enroll";
        };
        MakeRunForm: {
            /** @description empty: all that are due */
            itemIds?: string[];
            /** @description 2026-03 */
            period: string;
            /** @description pay from prepaid money at publication */
            usePrepaid?: boolean;
        };
        MerchantForm: {
            appId: string;
            keys: components["schemas"]["Keys"];
            mchId: string;
            name: string;
        };
        MerchantList: {
            items: components["schemas"]["MerchantView"][];
        };
        MerchantState: {
            stopped: boolean;
        };
        MerchantView: {
            appId: string;
            /** @description whose money it gets */
            communityIds: string[];
            /** @example 250656954165235712 */
            id: string;
            mchId: string;
            name: string;
            /** @description what WeChat calls; sent with each payment */
            notifyUrl: string;
            serial: string;
            /** @enum {string} */
            state: "active" | "stopped";
            /** Format: date-time */
            updatedAt: string;
            wechatKeyId: string;
        };
        MessageTrace: {
            body: string;
            deliveries: components["schemas"]["DeliveryView"][];
            title: string;
        };
        MeterForm: {
            /**
             * Format: int64
             * @description whole digits; it rolls over after the last
             * @default 5
             */
            digits: number;
            /** @example 250656954165235712 */
            houseId: string;
            /** @example 250656954165235712 */
            itemId: string;
            /** @description empty: 1 */
            multiplier?: string;
            number: string;
            place?: string;
        };
        MeterPage: {
            items: components["schemas"]["MeterView"][];
            nextCursor: string;
        };
        MeterView: {
            /** Format: int64 */
            digits: number;
            /** @example 250656954165235712 */
            houseId: string;
            houseLabel: string;
            /** @example 250656954165235712 */
            id: string;
            /** @example 250656954165235712 */
            itemId: string;
            lastPeriod: string;
            lastValue: string;
            multiplier: string;
            number: string;
            place: string;
            reading?: components["schemas"]["ReadingView"];
        };
        MoveOutChecklist: {
            /** @description of the move-out that waits for its day */
            effectiveDate?: string;
            items: components["schemas"]["CheckItem"][];
        };
        MoveOutForm: {
            /** @description codes of all items in state warn */
            acknowledged: string[];
            /** @description a day in Shanghai, from today on; today is at once */
            effectiveDate: string;
            reason: string;
        };
        MoveOutResult: {
            effectiveDate: string;
            /**
             * Format: int64
             * @description bindings ended so far
             */
            ended: number;
            /** @enum {string} */
            state: "done" | "waiting" | "cancelled";
        };
        MoveShiftForm: {
            /** Format: date-time */
            end: string;
            /** @enum {string} */
            kind: "duty" | "on_call" | "leave";
            /** Format: date-time */
            start: string;
            /**
             * Format: int64
             * @description of the shift on the screen
             */
            version: number;
            /** @example 250656954165235712 */
            workerId: string;
        };
        MovementsOutBody: {
            items: components["schemas"]["StockMovement"][];
            nextCursor: string;
        };
        MyShiftsOutBody: {
            items: components["schemas"]["RosterShift"][];
        };
        NeedMoreForm: {
            reason?: string;
            /** @enum {string} */
            reasonCode: "unclear" | "missing" | "relation" | "other";
        };
        NewNotice: {
            /** @description empty: the whole community */
            audience: components["schemas"]["AudienceForm"];
            body: string;
            /** @example 250656954165235712 */
            communityId: string;
            /** @enum {string} */
            kind: "notice" | "outage" | "event";
            photoFileIds?: string[];
            /** Format: date-time */
            shownUntil?: string;
            title: string;
            urgent: boolean;
        };
        NewOccupant: {
            contactName: string;
            contactPhone: string;
            note?: string;
        };
        NoticeReason: {
            reason: string;
        };
        NoticeStep: {
            act: string;
            actorName: string;
            /** Format: date-time */
            at: string;
            reason: string;
            toLabel: string;
        };
        Offering: {
            /**
             * Format: date-time
             * @description when it was done, if the phone was offline: not in the future, at most 24 hours old
             */
            at?: string;
            lines: components["schemas"]["QuoteItem"][];
            note?: string;
            photoFileIds?: string[];
        };
        OpsScheduleOutBody: {
            items: components["schemas"]["ScheduleLine"][];
            /** @description the worker that starts them; empty while nobody does */
            leader: string;
        };
        OpsWorkOutBody: {
            outbox: components["schemas"]["Owed"];
            queues: components["schemas"]["QueueLine"][];
        };
        OrderVersion: {
            /** @example 250656954165235712 */
            id: string;
            /** Format: int64 */
            version?: number;
        };
        Owed: {
            /**
             * Format: int64
             * @description given up; the dead-letter desk decides
             */
            dead: number;
            /**
             * Format: int64
             * @description not handed over yet
             */
            due: number;
            /** Format: int64 */
            handedOver: number;
            /**
             * Format: int64
             * @description how long the oldest due one has waited
             */
            lagSeconds: number;
            /**
             * Format: int64
             * @description timers and retries of later
             */
            later: number;
        };
        PatternForm: {
            from: string;
            lines: components["schemas"]["PatternLine"][];
            to: string;
            workerIds: string[];
        };
        PatternLine: {
            from: string;
            /** @enum {string} */
            kind: "duty" | "on_call" | "leave";
            to: string;
            /**
             * Format: int64
             * @description 1 Monday … 7 Sunday
             */
            weekday: number;
        };
        PayOutForm: {
            note?: string;
            photoFileIds?: string[];
            voucher: string;
        };
        PayeeForm: {
            /** @example 250656954165235712 */
            communityId: string;
        };
        PaymentLine: {
            /** Format: int64 */
            amountFen: number;
            /** @example 250656954165235712 */
            billId: string;
            /** Format: int64 */
            lateFen: number;
            /** Format: int64 */
            principalFen: number;
            /** Format: int64 */
            refundableFen: number;
            /**
             * Format: int64
             * @description given back or on its way
             */
            refundedFen: number;
            title: string;
        };
        PaymentPage: {
            items: components["schemas"]["PaymentRow"][];
            nextCursor: string;
        };
        PaymentReason: {
            reason: string;
        };
        PaymentRow: {
            /** @example 250656954165235712 */
            communityId: string;
            /** Format: date-time */
            createdAt: string;
            frozen: boolean;
            /** @example 250656954165235712 */
            id: string;
            number: string;
            /** Format: date-time */
            paidAt?: string;
            /** @description masked */
            payer: string;
            /** @description the house; empty for who pays by code */
            place: string;
            receiptNumber: string;
            /** Format: int64 */
            refundedFen: number;
            /** @enum {string} */
            state: "created" | "prepay_ok" | "paying" | "success" | "closed" | "unknown";
            stateLabel: string;
            /** @description what it pays, in short */
            title: string;
            /** @enum {string} */
            tone: "info" | "warn" | "good" | "danger" | "neutral";
            /** Format: int64 */
            totalFen: number;
            via: string;
            viaLabel: string;
            voucher: string;
        };
        PaymentStep: {
            act: string;
            actor: string;
            /** Format: date-time */
            at: string;
            reason: string;
            title: string;
        };
        PaymentView: {
            actions: ("pay" | "cancel" | "refund" | "invoice" | "receipt" | "query" | "confirm" | "reject")[];
            /** @example 250656954165235712 */
            communityId: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            frozen: boolean;
            /** @description staff only */
            frozenReason: string;
            /** @example 250656954165235712 */
            houseId: string;
            /** @example 250656954165235712 */
            id: string;
            invoice?: components["schemas"]["InvoiceView"];
            /**
             * Format: int64
             * @description until expiresAt by our clock; 0 when it is over or no money is awaited
             */
            leftSeconds: number;
            lines: components["schemas"]["PaymentLine"][];
            note: string;
            number: string;
            /** Format: date-time */
            paidAt?: string;
            /** @description masked */
            payer: string;
            photos: components["schemas"]["File"][];
            /** @description the house; empty for who pays by code */
            place: string;
            receiptCode: string;
            receiptNumber: string;
            receiptUrl: string;
            /** Format: int64 */
            refundableFen: number;
            /** Format: int64 */
            refundedFen: number;
            refunds: components["schemas"]["RefundRow"][];
            sandbox: boolean;
            /** @enum {string} */
            state: "created" | "prepay_ok" | "paying" | "success" | "closed" | "unknown";
            stateLabel: string;
            timeline: components["schemas"]["PaymentStep"][];
            /** @description what it pays, in short */
            title: string;
            /** @enum {string} */
            tone: "info" | "warn" | "good" | "danger" | "neutral";
            /** Format: int64 */
            totalFen: number;
            /** @description staff only */
            transactionId: string;
            /** Format: int64 */
            version: number;
            via: string;
            viaLabel: string;
            voucher: string;
        };
        Permission: {
            code: string;
            group: string;
            label: string;
        };
        PermissionList: {
            items: components["schemas"]["Permission"][];
        };
        PersonOut: {
            name: string;
            phones: string[];
            /** @enum {string} */
            role: "owner" | "co_owner" | "tenant";
            roleLabel: string;
        };
        Place: {
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "building" | "unit" | "house";
            label: string;
        };
        Placeholder: {
            label: string;
            name: string;
            sample: string;
        };
        PlannedShifts: {
            /** Format: int64 */
            added: number;
            /**
             * Format: int64
             * @description the worker had a shift at that time already, or is a worker here no more
             */
            skipped: number;
        };
        PreferencesChange: {
            callMe?: boolean;
            quiet?: boolean;
            quietFrom?: string;
            quietTo?: string;
            wishes?: components["schemas"]["Wish"][];
        };
        PreferencesView: {
            /** @description the desk calls and reads important messages aloud */
            callMe: boolean;
            kinds: components["schemas"]["KindWish"][];
            quiet: boolean;
            /** @description HH:MM in Shanghai */
            quietFrom: string;
            quietTo: string;
        };
        Preview: {
            body: string;
            /** Format: int64 */
            length: number;
            /** Format: int64 */
            most: number;
            /**
             * Format: int64
             * @description text messages it takes: 70 characters, then 67 each
             */
            pieces: number;
            /** @description why it cannot be saved; empty when it can */
            problem: string;
            title: string;
            /** @description the fields of WeChat's message */
            wechat: {
                [key: string]: string;
            };
        };
        PreviewTariffForm: {
            /** @description empty: the first ones */
            houseIds?: string[];
            period: string;
        };
        ProbeResult: {
            ok: boolean;
            said: string;
        };
        Problem: {
            /** @description stable, for programs */
            code: string;
            /** @description a Chinese sentence for the person in front of the screen */
            detail: string;
            fields?: components["schemas"]["Field"][];
            meta?: {
                [key: string]: string;
            };
            requestId?: string;
            /** Format: int64 */
            status: number;
            title: string;
        };
        QueueLine: {
            /** Format: int64 */
            active: number;
            /** Format: int64 */
            doneToday: number;
            /** @enum {string} */
            name: "critical" | "default" | "bulk";
            /** Format: int64 */
            oldestSeconds: number;
            /**
             * Format: int64
             * @description active without a lease; taken away after two minutes
             */
            orphans: number;
            /** Format: int64 */
            waiting: number;
        };
        QuoteItem: {
            /**
             * @description of the price list
             * @example 250656954165235712
             */
            itemId?: string;
            /** @enum {string} */
            kind: "labour" | "material";
            /**
             * Format: int64
             * @description of one unit; needed without an item
             */
            priceFen?: number;
            /** Format: int64 */
            quantity: number;
            /** @description needed without an item */
            title?: string;
            unit?: string;
        };
        Reach: {
            /** Format: int64 */
            people: number;
            words: string;
        };
        ReadBatchForm: {
            /** @example 250656954165235712 */
            communityId: string;
            lines: components["schemas"]["ReadingLine"][];
            period: string;
        };
        ReadBatchResults: {
            items: components["schemas"]["ReadingResult"][];
        };
        ReadingForm: {
            /**
             * @default desk
             * @enum {string}
             */
            channel: "desk" | "phone" | "batch";
            /** @example 250656954165235712 */
            meterId: string;
            note?: string;
            /** @description 2026-03 */
            period: string;
            /** @example 250656954165235712 */
            photoFileId?: string;
            /** @description empty: today */
            readOn?: string;
            /** @description the meter has gone past its last digit */
            rolledOver?: boolean;
            /** @description at most three decimals */
            value: string;
        };
        ReadingLine: {
            number: string;
            rolledOver?: boolean;
            value: string;
        };
        ReadingResult: {
            first: boolean;
            /** Format: int64 */
            line: number;
            number: string;
            ok: boolean;
            problem: string;
            used: string;
        };
        ReadingView: {
            channel: string;
            first: boolean;
            lastValue: string;
            note: string;
            period: string;
            photo?: components["schemas"]["File"];
            readOn: string;
            readerName: string;
            rolledOver: boolean;
            used: string;
            value: string;
        };
        ReasonForm: {
            reason: string;
        };
        ReceiveForm: {
            note?: string;
            /** Format: int64 */
            quantity: number;
        };
        ReconcileForm: {
            day: string;
            /** @example 250656954165235712 */
            merchantId: string;
        };
        ReconcilePage: {
            items: components["schemas"]["ReconcileRun"][];
            nextCursor: string;
        };
        ReconcileRun: {
            day: string;
            /** Format: int64 */
            differences: number;
            /**
             * Format: int64
             * @description WeChat's fee, rounded down
             */
            feeFen: number;
            /** Format: date-time */
            finishedAt?: string;
            /** @example 250656954165235712 */
            id: string;
            merchant: string;
            /** @example 250656954165235712 */
            merchantId: string;
            problem: string;
            /** Format: int64 */
            refundFen: number;
            /** Format: int64 */
            refunds: number;
            /** @enum {string} */
            state: "waiting" | "done" | "failed";
            stateLabel: string;
            /** Format: int64 */
            tradeFen: number;
            /** Format: int64 */
            trades: number;
        };
        RefundForm: {
            lines: components["schemas"]["RefundPart"][];
            reason: string;
        };
        RefundPage: {
            items: components["schemas"]["RefundRow"][];
            nextCursor: string;
        };
        RefundPart: {
            /** Format: int64 */
            amountFen: number;
            /** @example 250656954165235712 */
            billId: string;
        };
        RefundPartView: {
            /** Format: int64 */
            amountFen: number;
            /** @example 250656954165235712 */
            billId: string;
            title: string;
        };
        RefundRow: {
            /** Format: int64 */
            amountFen: number;
            askedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            endedAt?: string;
            failure: string;
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "bills" | "overpaid";
            /** @example 250656954165235712 */
            paymentId: string;
            place: string;
            reason: string;
            /** @enum {string} */
            state: "requested" | "approved" | "refused" | "processing" | "success" | "abnormal" | "closed";
            stateLabel: string;
            /** @enum {string} */
            tone: "info" | "warn" | "good" | "danger" | "neutral";
            via: string;
            viaLabel: string;
        };
        RefundView: {
            /** @description where it went, in WeChat's words */
            account: string;
            actions: ("approve" | "refuse" | "pay_out")[];
            /** Format: int64 */
            amountFen: number;
            /** Format: int64 */
            approvals: number;
            approvers: string[];
            askedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            endedAt?: string;
            failure: string;
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "bills" | "overpaid";
            lines: components["schemas"]["RefundPartView"][];
            /** Format: int64 */
            needed: number;
            number: string;
            /** @example 250656954165235712 */
            paymentId: string;
            /** @description the right that the next approval needs */
            permission: string;
            photos: components["schemas"]["File"][];
            place: string;
            reason: string;
            /** @enum {string} */
            state: "requested" | "approved" | "refused" | "processing" | "success" | "abnormal" | "closed";
            stateLabel: string;
            timeline: components["schemas"]["PaymentStep"][];
            /** @enum {string} */
            tone: "info" | "warn" | "good" | "danger" | "neutral";
            via: string;
            viaLabel: string;
            voucher: string;
        };
        RegisterPerson: {
            /** @description masked */
            name: string;
            /** @description the full names are equal */
            nameMatches: boolean;
            /** @description masked; only that of the applicant is shown */
            phone: string;
            phoneMatches: boolean;
            role: string;
        };
        RegisterSide: {
            /** @description since the claim was handed in */
            changed: boolean;
            people: components["schemas"]["RegisterPerson"][];
        };
        RejectForm: {
            reason?: string;
            /** @enum {string} */
            reasonCode: "not_owner" | "wrong_house" | "fake" | "other";
        };
        ReminderWork: {
            bill: components["schemas"]["StaffBillRow"];
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: int64
             * @description overdue
             */
            days: number;
            /** @enum {string} */
            kind: "call" | "letter";
            kindLabel: string;
        };
        ReminderWorkList: {
            items: components["schemas"]["ReminderWork"][];
        };
        RepairAddHouseForm: {
            /** @example 250656954165235712 */
            houseId: string;
        };
        RepairAnswer: {
            accept: boolean;
            /** @description staff only: number of the recording or of the form */
            evidence?: string;
            note?: string;
            /** @description staff only: of the signed form */
            photoFileIds?: string[];
            /**
             * @description staff only: by whom; above 500 yuan an owner
             * @enum {string}
             */
            speaker?: "owner" | "member";
            /**
             * @description staff only: how it was said
             * @enum {string}
             */
            via?: "voice" | "paper";
        };
        RepairArriveForm: {
            /**
             * Format: date-time
             * @description when it was done, if the phone was offline: not in the future, at most 24 hours old
             */
            at?: string;
            /** @description the text of the house code that was scanned */
            code?: string;
            note?: string;
            photoFileIds?: string[];
        };
        RepairAssignManyForm: {
            orders: components["schemas"]["OrderVersion"][];
            /** @example 250656954165235712 */
            workerId: string;
        };
        RepairAssignment: {
            /** @description of the refusal */
            code: string;
            /** @example 250656954165235712 */
            id: string;
            message: string;
            ok: boolean;
            /** @description where the order stands now */
            state: string;
            /** Format: int64 */
            version: number;
        };
        RepairCalendar: {
            /** @description open orders with an appointment in the days asked for */
            slotted: components["schemas"]["StaffRepairRow"][];
            /** @description open orders without an appointment, oldest first */
            unslotted: components["schemas"]["StaffRepairRow"][];
            workers: components["schemas"]["RepairWorkload"][];
        };
        RepairCall: {
            name: string;
            phone: string;
        };
        RepairCategory: {
            code: string;
            emergency: boolean;
            /** @description what to do first, with the phone numbers; empty when no emergency */
            emergencyHint: string;
            /** @description the third level; may be empty */
            faults: components["schemas"]["RepairFault"][];
            name: string;
            /**
             * @description the first level, the area
             * @enum {string}
             */
            place: "indoor" | "public" | "both";
        };
        RepairCategoryList: {
            /** @description the emergency numbers, with the community's own when communityId is given */
            calls: components["schemas"]["RepairCall"][];
            /** @description for the worker who finishes */
            causes: components["schemas"]["RepairCause"][];
            /** @description a description with one of them is an emergency: show the numbers before it is sent */
            dangerWords: string[];
            /** @description for the worker who lets it wait */
            holdReasons: components["schemas"]["RepairCause"][];
            items: components["schemas"]["RepairCategory"][];
        };
        RepairCause: {
            code: string;
            name: string;
        };
        RepairCheckQuoteForm: {
            approve: boolean;
            /** @description needed to decline */
            note?: string;
        };
        RepairClock: {
            /** Format: date-time */
            dueAt: string;
            /** Format: date-time */
            endAt?: string;
            /** @enum {string} */
            kind: "response" | "on_site" | "resolve";
            label: string;
            /**
             * Format: int64
             * @description percent of the time that has been announced: 0, 50, 80, 100, 150, 200
             */
            level: number;
            /** @enum {string} */
            state: "running" | "paused" | "met" | "missed" | "void";
        };
        RepairCloseIncidentForm: {
            /** @description whose trouble is still there: they become orders of their own again */
            reopenOrderIds?: string[];
            text: string;
        };
        RepairDesk: {
            /** @description of the property's duty desk */
            dutyPhone: string;
            /** @description of the gas company's emergency service */
            gasPhone: string;
            /**
             * Format: int64
             * @description open orders of a worker whom the roster gives no limit
             */
            workerCap: number;
        };
        RepairDeskForm: {
            /** @example 250656954165235712 */
            communityId: string;
            /** @description of the property's duty desk */
            dutyPhone: string;
            /** @description of the gas company's emergency service */
            gasPhone: string;
            /**
             * Format: int64
             * @description open orders of a worker whom the roster gives no limit
             */
            workerCap: number;
        };
        RepairDone: {
            /**
             * Format: date-time
             * @description when it was done, if the phone was offline: not in the future, at most 24 hours old
             */
            at?: string;
            note?: string;
            photoFileIds?: string[];
        };
        RepairEmergency: {
            hint: string;
            /** @description the most urgent first */
            phones: components["schemas"]["RepairCall"][];
        };
        RepairExport: {
            /** Format: int64 */
            bytes: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: int64 */
            done: number;
            /** Format: date-time */
            endedAt?: string;
            /** @example 250656954165235712 */
            id: string;
            /** @description names and phones are not masked */
            inFull: boolean;
            problem: string;
            /** @enum {string} */
            state: "queued" | "running" | "ready" | "failed";
            /** Format: int64 */
            total: number;
        };
        RepairFault: {
            code: string;
            name: string;
        };
        RepairFilterForm: {
            name: string;
            query: components["schemas"]["RepairFilterQuery"];
        };
        RepairFilterQuery: {
            category?: string;
            /** @enum {string} */
            channel?: "" | "app" | "phone" | "desk" | "patrol" | "iot";
            /** @example 250656954165235712 */
            communityId?: string;
            emergency?: boolean;
            /** @enum {string} */
            flag?: "" | "supervised" | "ask_occupant" | "urged";
            from?: string;
            /** @example 250656954165235712 */
            incidentId?: string;
            /** @enum {string} */
            light?: "" | "green" | "yellow" | "red" | "none";
            q?: string;
            /** @enum {string} */
            sort?: "" | "newest" | "oldest" | "due";
            state?: string;
            to?: string;
            /** @example 250656954165235712 */
            workerId?: string;
        };
        RepairHold: {
            label: string;
            /** @enum {string} */
            reason: "parts" | "owner" | "third_party";
            /** Format: date-time */
            resumeAt?: string;
        };
        RepairHouseCode: {
            /** @description text of the QR code; it proves a visit and opens nothing */
            code: string;
            /** @example 250656954165235712 */
            houseId: string;
            label: string;
        };
        RepairIncident: {
            area: string;
            autoMerge: boolean;
            category: string;
            /** Format: date-time */
            closedAt?: string;
            /** @example 250656954165235712 */
            communityId: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            etaAt?: string;
            /** @example 250656954165235712 */
            id: string;
            lastText: string;
            /**
             * Format: int64
             * @description how many are in it
             */
            orders: number;
            /** @enum {string} */
            state: "open" | "closed";
            stateLabel: string;
            title: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description newest first; only of one incident */
            updates: components["schemas"]["IncidentUpdate"][];
        };
        RepairMaterial: {
            /** Format: int64 */
            quantity: number;
            title: string;
            unit: string;
        };
        RepairMergeForm: {
            /**
             * @description or an incident
             * @example 250656954165235712
             */
            incidentId?: string;
            note?: string;
            /**
             * @description either an order
             * @example 250656954165235712
             */
            orderId?: string;
        };
        RepairPause: {
            /**
             * Format: date-time
             * @description when it was done, if the phone was offline: not in the future, at most 24 hours old
             */
            at?: string;
            note?: string;
            photoFileIds?: string[];
            /**
             * @description only owner stops the promised times
             * @enum {string}
             */
            reason: "parts" | "owner" | "third_party";
            /**
             * Format: date-time
             * @description work goes on by itself then; within 30 days
             */
            resumeAt: string;
        };
        RepairPerson: {
            name: string;
            phone: string;
        };
        RepairQuote: {
            /** Format: date-time */
            answeredAt?: string;
            /** @enum {string} */
            answeredVia: "" | "app" | "voice" | "paper";
            /** Format: date-time */
            createdAt: string;
            /** @example 250656954165235712 */
            id: string;
            lines: components["schemas"]["RepairQuoteLine"][];
            note: string;
            /** @description a supervisor has to look at it */
            offList: boolean;
            /** @description above 500 yuan an owner has to accept */
            ownerOnly: boolean;
            /** @enum {string} */
            state: "pending" | "offered" | "accepted" | "refused" | "replaced" | "declined";
            stateLabel: string;
            /** Format: int64 */
            totalFen: number;
        };
        RepairQuoteLine: {
            /** Format: int64 */
            amountFen: number;
            /**
             * @description 0: not of the price list
             * @example 250656954165235712
             */
            itemId: string;
            /** @enum {string} */
            kind: "labour" | "material";
            offList: boolean;
            /** Format: int64 */
            priceFen: number;
            /** Format: int64 */
            quantity: number;
            title: string;
            unit: string;
        };
        RepairRating: {
            /** Format: int64 */
            attitude: number;
            comment: string;
            /** Format: int64 */
            quality: number;
            /** Format: int64 */
            speed: number;
            tags: string[];
        };
        RepairReceipt: {
            /** Format: int64 */
            amountFen: number;
            /** @enum {string} */
            method: "cash" | "transfer" | "pos";
            /** @description number of the receipt, unique in the community */
            voucher: string;
        };
        RepairRejectForm: {
            /** @description whose matter it is and how to reach them; the resident reads it */
            handOver: string;
        };
        RepairReopenForm: {
            photoFileIds?: string[];
            reason: string;
        };
        RepairReport: {
            byCategory: components["schemas"]["ReportCount"][];
            byChannel: components["schemas"]["ReportCount"][];
            /** @description days without an order are left out */
            byDay: components["schemas"]["ReportCount"][];
            byState: components["schemas"]["ReportCount"][];
            categories: components["schemas"]["ReportRatings"][];
            from: string;
            /**
             * Format: int64
             * @description of them, work is still owed
             */
            open: number;
            promises: components["schemas"]["ReportPromise"][];
            /** @description all together first, then by category */
            times: components["schemas"]["ReportTimes"][];
            to: string;
            /** Format: int64 */
            total: number;
            workers: components["schemas"]["ReportRatings"][];
        };
        RepairRescheduleForm: {
            note?: string;
            /** Format: date-time */
            slotEnd: string;
            /** Format: date-time */
            slotStart: string;
        };
        RepairSettings: {
            /** Format: int64 */
            acceptMinutes: number;
            category: string;
            /** @description tried one after the other, then a supervisor is told */
            chain: ("grab" | "assign" | "round_robin" | "least_loaded")[];
            emergency: boolean;
            name: string;
            /**
             * Format: int64
             * @description without an appointment; with one its end counts
             */
            onSiteMinutes: number;
            /** @description false: the product's defaults */
            overridden: boolean;
            /** @description a quote may be made */
            paid: boolean;
            /** Format: int64 */
            resolveMinutes: number;
            /** Format: int64 */
            responseMinutes: number;
            skill: string;
            /**
             * Format: int64
             * @description how long each mode has
             */
            takeMinutes: number;
            /** @enum {string} */
            visitRule: "none" | "unrated" | "all" | "sampled";
            /** Format: int64 */
            warrantyDays: number;
        };
        RepairSettingsForm: {
            /** Format: int64 */
            acceptMinutes: number;
            chain: ("grab" | "assign" | "round_robin" | "least_loaded")[];
            /** @example 250656954165235712 */
            communityId: string;
            /** Format: int64 */
            onSiteMinutes: number;
            paid: boolean;
            /** Format: int64 */
            resolveMinutes: number;
            /** Format: int64 */
            responseMinutes: number;
            /** @enum {string} */
            skill: "plumbing" | "electric" | "carpentry" | "lift" | "access" | "cleaning" | "garden" | "general";
            /** Format: int64 */
            takeMinutes: number;
            /** @enum {string} */
            visitRule: "none" | "unrated" | "all" | "sampled";
            /** Format: int64 */
            warrantyDays: number;
        };
        RepairSettingsList: {
            desk: components["schemas"]["RepairDesk"];
            items: components["schemas"]["RepairSettings"][];
        };
        RepairStep: {
            act: string;
            actor: string;
            /**
             * Format: date-time
             * @description when it happened
             */
            at: string;
            photos: components["schemas"]["File"][];
            reason: string;
            title: string;
        };
        RepairTransferForm: {
            /**
             * Format: date-time
             * @description when it was done, if the phone was offline: not in the future, at most 24 hours old
             */
            at?: string;
            note?: string;
            photoFileIds?: string[];
            /** @example 250656954165235712 */
            workerId: string;
        };
        RepairVisited: {
            good: boolean;
            /** @description needed when it is not good */
            note?: string;
            /** @description of what is still wrong */
            photoFileIds?: string[];
        };
        RepairWaiveForm: {
            reason: string;
        };
        RepairWorkload: {
            /** @example 250656954165235712 */
            id: string;
            name: string;
            /** Format: int64 */
            openOrders: number;
            phone: string;
        };
        ReportCount: {
            /** Format: int64 */
            count: number;
            key: string;
            label: string;
        };
        ReportPromise: {
            /** @enum {string} */
            kind: "response" | "on_site" | "resolve";
            label: string;
            /** Format: int64 */
            met: number;
            /**
             * Format: int64
             * @description met by met and missed, in thousandths
             */
            metPerMill: number;
            /**
             * Format: int64
             * @description late, or late already and still open
             */
            missed: number;
            /**
             * Format: int64
             * @description open and in time: in neither number
             */
            running: number;
        };
        ReportRatings: {
            /** Format: int64 */
            attitudeCenti: number;
            /** Format: int64 */
            finished: number;
            /**
             * Format: int64
             * @description the numerator: every axis 4 or 5
             */
            good: number;
            /** Format: int64 */
            goodPerMill: number;
            /** @description worker's id or category */
            key: string;
            label: string;
            /** Format: int64 */
            qualityCenti: number;
            /**
             * Format: int64
             * @description the denominator
             */
            rated: number;
            /**
             * Format: int64
             * @description mean in hundredths, 0 when nobody rated
             */
            speedCenti: number;
            /**
             * Format: int64
             * @description finished and not rated: in no rate
             */
            unanswered: number;
        };
        ReportTimes: {
            /**
             * Format: int64
             * @description orders that somebody accepted
             */
            answered: number;
            /** @description empty: all together */
            category: string;
            label: string;
            /** Format: int64 */
            resolveP50Seconds: number;
            /** Format: int64 */
            resolveP90Seconds: number;
            /**
             * Format: int64
             * @description orders whose work was finished
             */
            resolved: number;
            /** Format: int64 */
            responseP50Seconds: number;
            /** Format: int64 */
            responseP90Seconds: number;
            /**
             * Format: int64
             * @description reworked by resolved, in thousandths
             */
            reworkPerMill: number;
            /**
             * Format: int64
             * @description of the resolved: came back
             */
            reworked: number;
        };
        RevealInBody: {
            /** @description why the full data are needed; kept */
            purpose: string;
        };
        RevealOutBody: {
            people: components["schemas"]["PersonOut"][];
        };
        RoleChange: {
            name?: string;
            permissions?: string[];
        };
        RoleIn: {
            name: string;
            permissions: string[];
        };
        RoleList: {
            items: components["schemas"]["RoleView"][];
        };
        RoleView: {
            /** @example 250656954165235712 */
            id: string;
            name: string;
            permissions: string[];
            /** Format: int64 */
            staffCount: number;
        };
        Roster: {
            days: components["schemas"]["RosterDay"][];
            shifts: components["schemas"]["RosterShift"][];
            skills: components["schemas"]["Skill"][];
            workers: components["schemas"]["RosterWorker"][];
        };
        RosterDay: {
            date: string;
            /** @description working hours without a duty shift; empty for days gone by */
            holes: components["schemas"]["TimeSpan"][];
            hours: components["schemas"]["TimeSpan"];
            /** @description of a holiday */
            name: string;
            open: boolean;
        };
        RosterShift: {
            /** Format: date-time */
            end: string;
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "duty" | "on_call" | "leave";
            kindLabel: string;
            /** Format: date-time */
            start: string;
            /** Format: int64 */
            version: number;
            /** @example 250656954165235712 */
            workerId: string;
        };
        RosterWorker: {
            /** @example 250656954165235712 */
            id: string;
            /** @description has shifts here and is a worker no more */
            left: boolean;
            name: string;
            /**
             * Format: int64
             * @description how many open orders at once
             */
            openCap: number;
            skills: string[];
            /**
             * Format: int64
             * @description 0: nothing was set yet
             */
            version: number;
        };
        RosterWorkerForm: {
            /** Format: int64 */
            openCap: number;
            skills: string[];
            /**
             * Format: int64
             * @description 0: nothing was set yet
             */
            version: number;
        };
        RowsOutBody: {
            items: components["schemas"]["ImportRow"][];
            nextCursor: string;
        };
        RunAnomaly: {
            /** Format: int64 */
            bills: number;
            /** @enum {string} */
            code: "up" | "down" | "zero" | "first" | "negative" | "error";
            label: string;
            /** @description must be mended before the review */
            stopping: boolean;
        };
        RunItem: {
            /** Format: int64 */
            anomalies: number;
            /** Format: int64 */
            bills: number;
            /** Format: int64 */
            discountFen: number;
            /** @example 250656954165235712 */
            itemId: string;
            /**
             * Format: int64
             * @description of the same houses in the period before
             */
            lastFen: number;
            /** Format: int64 */
            sumFen: number;
            title: string;
        };
        RunStep: {
            act: string;
            actor: string;
            /** Format: date-time */
            at: string;
            reason: string;
        };
        RunsOutBody: {
            items: components["schemas"]["ImportRun"][];
        };
        SavedRepairFilter: {
            /** @example 250656954165235712 */
            id: string;
            name: string;
            query: components["schemas"]["RepairFilterQuery"];
        };
        ScheduleLine: {
            /** Format: int64 */
            everySeconds: number;
            /** @description what for, in words */
            for: string;
            /** @description absent before the first run */
            last?: components["schemas"]["ScheduleRun"];
            name: string;
            /** Format: date-time */
            nextAt: string;
        };
        ScheduleRun: {
            error: string;
            /** @enum {string} */
            result: "ok" | "failed" | "skipped";
            /** Format: date-time */
            startedAt: string;
            /** Format: int64 */
            tookMs: number;
            worker: string;
        };
        ScheduleRunsOutBody: {
            items: components["schemas"]["ScheduleRun"][];
        };
        SearchHit: {
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "house" | "repair";
            link: string;
            subtitle: string;
            title: string;
        };
        SearchHits: {
            items: components["schemas"]["SearchHit"][];
        };
        SetupBody: {
            password: string;
            setupToken: string;
        };
        SetupDone: {
            username: string;
        };
        SharedCost: {
            /** @example 250656954165235712 */
            buildingId: string;
            /** @example 250656954165235712 */
            id: string;
            note: string;
            period: string;
            /** Format: int64 */
            totalFen: number;
        };
        SharedCostForm: {
            /**
             * @description empty: all houses
             * @example 250656954165235712
             */
            buildingId?: string;
            note?: string;
            period: string;
            /** Format: int64 */
            totalFen: number;
        };
        SharedCostList: {
            items: components["schemas"]["SharedCost"][];
        };
        ShiftPage: {
            items: components["schemas"]["ShiftView"][];
            nextCursor: string;
        };
        ShiftView: {
            /**
             * Format: int64
             * @description taken less given back; of an open shift only once it is closed
             */
            cashFen: number;
            cashier: string;
            /** Format: date-time */
            closedAt?: string;
            /** Format: int64 */
            countedFen: number;
            /** Format: int64 */
            differenceFen: number;
            /** @example 250656954165235712 */
            id: string;
            note: string;
            /** Format: date-time */
            openedAt?: string;
            /** Format: int64 */
            payments: number;
            /** @enum {string} */
            state: "none" | "open" | "closed";
            /** Format: int64 */
            transferFen: number;
        };
        ShiftWish: {
            /** Format: date-time */
            end: string;
            /** @enum {string} */
            kind: "duty" | "on_call" | "leave";
            /** Format: date-time */
            start: string;
            /** @example 250656954165235712 */
            workerId: string;
        };
        Skill: {
            code: string;
            label: string;
        };
        SpecialDay: {
            /** @description 2006-01-02 */
            date: string;
            /** @description HH:MM, empty: a day off */
            from: string;
            name?: string;
            /** @description HH:MM or 24:00, empty: a day off */
            to: string;
        };
        Spread: {
            running: boolean;
            /** Format: int64 */
            told: number;
            /** Format: int64 */
            total: number;
        };
        StaffBillPage: {
            items: components["schemas"]["StaffBillRow"][];
            nextCursor: string;
        };
        StaffBillRow: {
            anomaly: string;
            anomalyLabel: string;
            /**
             * Format: int64
             * @description after discounts
             */
            askedFen: number;
            /**
             * Format: int64
             * @description left of the principal
             */
            dueFen: number;
            dueOn: string;
            /** @example 250656954165235712 */
            houseId: string;
            houseLabel: string;
            /** @example 250656954165235712 */
            id: string;
            /** @example 250656954165235712 */
            itemId: string;
            kind: string;
            /**
             * Format: int64
             * @description of the period before; -1: none
             */
            lastFen: number;
            /**
             * Format: int64
             * @description late fee to pay today
             */
            lateFen: number;
            /** @description who is paying, and when another may try; empty when nobody is */
            lockNote: string;
            /** @description this person may pay it now */
            mayPay: boolean;
            /**
             * @description bills of different payees are paid apart; empty: the community's own
             * @example 250656954165235712
             */
            merchantId: string;
            overdue: boolean;
            /** Format: int64 */
            paidFen: number;
            /**
             * @description this person's own open payment of it, to go on with; empty when there is none
             * @example 250656954165235712
             */
            payingId: string;
            period: string;
            periodName: string;
            source: string;
            /** @enum {string} */
            state: "draft" | "reviewed" | "published" | "partly_paid" | "paid" | "disputed" | "waived" | "void" | "refunding" | "refunded" | "partly_refunded";
            stateLabel: string;
            title: string;
            /** @enum {string} */
            tone: "info" | "warn" | "good" | "danger" | "neutral";
            /**
             * Format: int64
             * @description what clears it today
             */
            totalFen: number;
            /** Format: int64 */
            version: number;
        };
        StaffBinding: {
            /** @description evidence withdraw approve reject need-more rights dispute suspend resume revoke unbind */
            actions: string[];
            /**
             * Format: int64
             * @description since it was handed in, until it was decided
             */
            ageHours: number;
            /** @example 250656954165235712 */
            communityId: string;
            communityName: string;
            /** Format: date-time */
            decidedAt?: string;
            /** @example 250656954165235712 */
            houseId: string;
            houseLabel: string;
            /** @example 250656954165235712 */
            id: string;
            mine: boolean;
            /** @description another person is an active owner of the house */
            ownerExists: boolean;
            personName: string;
            /** @description masked */
            phone: string;
            reason: string;
            rights: string[];
            /** @enum {string} */
            role: "owner" | "member" | "tenant";
            /** @enum {string} */
            source: "match" | "apply" | "invite" | "import" | "staff";
            /** @enum {string} */
            state: "pending" | "need_more" | "active" | "rejected" | "withdrawn" | "suspended" | "revoked" | "expired" | "unbound" | "moved_out";
            stateLabel: string;
            /** Format: date-time */
            submittedAt: string;
            /**
             * @description of a claim that waits: over 24 h, over 72 h
             * @enum {string}
             */
            urgency: "none" | "ok" | "warn" | "late";
            /** Format: date-time */
            validTo?: string;
        };
        StaffCancelForm: {
            reason: string;
        };
        StaffChange: {
            communityIds?: string[];
            name?: string;
            phone?: string;
            roleIds?: string[];
        };
        StaffDispute: {
            answer: string;
            /** Format: date-time */
            answerBy: string;
            bill: components["schemas"]["StaffBillRow"];
            /** Format: date-time */
            createdAt: string;
            deciderName: string;
            /** @example 250656954165235712 */
            id: string;
            /** @description past the five working days */
            late: boolean;
            /** @example 250656954165235712 */
            newBillId: string;
            /** @description masked */
            personName: string;
            photos: components["schemas"]["File"][];
            reason: string;
            /** @enum {string} */
            state: "open" | "keep" | "adjust" | "waive";
            stateLabel: string;
        };
        StaffIn: {
            communityIds: string[];
            name: string;
            phone?: string;
            roleIds: string[];
            username: string;
        };
        StaffList: {
            items: components["schemas"]["StaffView"][];
            nextCursor: string;
        };
        StaffLoginBody: {
            password: string;
            username: string;
        };
        StaffMe: {
            communities: components["schemas"]["StaffRef"][];
            companyName: string;
            /** @example 250656954165235712 */
            id: string;
            name: string;
            permissions: string[];
            platform: boolean;
            roles: string[];
            username: string;
        };
        StaffRef: {
            /** @example 250656954165235712 */
            id: string;
            name: string;
        };
        StaffRepair: {
            accessNote: string;
            /** @description what the caller may do now */
            actions: ("offer" | "assign" | "grab" | "accept" | "return" | "transfer" | "depart" | "arrive" | "no_show" | "start" | "hold" | "resume" | "quote" | "approve_quote" | "decline_quote" | "accept_quote" | "refuse_quote" | "finish" | "pay" | "waive" | "rate" | "visit" | "reopen" | "cancel" | "reject" | "merge" | "unmerge" | "urge" | "join" | "reschedule" | "add_house" | "occupant")[];
            /** Format: int64 */
            ageMinutes: number;
            /** @description the household moved out: ask who lives there now */
            askOccupant: boolean;
            /**
             * @description the bill of the work, when the caller may see it
             * @example 250656954165235712
             */
            billId?: string;
            /** @description of an emergency: whom to ring before anything else */
            calls?: components["schemas"]["RepairEmergency"];
            category: string;
            categoryName: string;
            causeName: string;
            /** @enum {string} */
            channel: "app" | "phone" | "desk" | "patrol" | "iot";
            /** @description of the present round */
            clocks: components["schemas"]["RepairClock"][];
            /** @example 250656954165235712 */
            communityId: string;
            communityName: string;
            contactName: string;
            contactPhone: string;
            /** @enum {string} */
            costBearer: "owner" | "property" | "fund" | "warranty";
            /** Format: date-time */
            createdAt: string;
            description: string;
            /**
             * Format: date-time
             * @description the nearest promise
             */
            dueAt?: string;
            emergency: boolean;
            /** @description third level; may be empty */
            faultName: string;
            hold?: components["schemas"]["RepairHold"];
            /** @example 250656954165235712 */
            houseId: string;
            houseLabel: string;
            /** @example 250656954165235712 */
            id: string;
            incident?: components["schemas"]["RepairIncident"];
            /**
             * Format: int64
             * @description neighbours who follow it
             */
            joined: number;
            /**
             * @description how it stands to what was promised
             * @enum {string}
             */
            light: "none" | "green" | "yellow" | "red";
            materials: components["schemas"]["RepairMaterial"][];
            /** @description the action reopen would succeed now */
            mayReopen: boolean;
            /**
             * Format: date-time
             * @description urged: the next time is from then on
             */
            mayUrgeAt?: string;
            /** @example 250656954165235712 */
            mergedInto?: string;
            /** @description no picture from before the work yet */
            needsBeforePhoto: boolean;
            /** Format: int64 */
            noShows: number;
            number: string;
            /** @description a quote may be made */
            paid: boolean;
            /** Format: int64 */
            paidFen: number;
            permissionToEnter: boolean;
            /** Format: int64 */
            photoCount: number;
            photos: components["schemas"]["File"][];
            /** @enum {string} */
            place: "indoor" | "public";
            placeLabel: string;
            /**
             * Format: int64
             * @description of the quote that stands; to pay in state to_pay
             */
            quoteFen: number;
            /** @description oldest first; the last one stands */
            quotes: components["schemas"]["RepairQuote"][];
            rating?: components["schemas"]["RepairRating"];
            /** @description masked */
            reporter: string;
            /** Format: int64 */
            returns: number;
            /** Format: int64 */
            reworks: number;
            /** @description arrived by the code at the door */
            scanned: boolean;
            /** @example 250656954165235712 */
            secondHouseId: string;
            /** @description the other house of a neighbour's leak */
            secondHouseLabel: string;
            skill: string;
            /** Format: date-time */
            slotEnd?: string;
            /** Format: date-time */
            slotStart?: string;
            /** @enum {string} */
            state: "submitted" | "dispatching" | "assigned" | "accepted" | "on_the_way" | "arrived" | "working" | "on_hold" | "quoted" | "quote_accepted" | "quote_refused" | "to_pay" | "to_rate" | "return_visit" | "closed" | "cancelled" | "rejected" | "merged" | "reopened";
            stateLabel: string;
            /** @description only a supervisor may dispatch it */
            supervised: boolean;
            timeline: components["schemas"]["RepairStep"][];
            /** @enum {string} */
            tone: "info" | "warn" | "good" | "danger" | "neutral";
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            visitRule: "none" | "unrated" | "all" | "sampled";
            /** Format: date-time */
            warrantyUntil?: string;
            worker?: components["schemas"]["RepairPerson"];
            /** @example 250656954165235712 */
            workerId: string;
            workerName: string;
        };
        StaffRepairList: {
            items: components["schemas"]["StaffRepairRow"][];
        };
        StaffRepairPage: {
            items: components["schemas"]["StaffRepairRow"][];
            nextCursor: string;
        };
        StaffRepairRow: {
            /**
             * Format: int64
             * @description until it was finished or ended
             */
            ageMinutes: number;
            /** @description the household moved out */
            askOccupant: boolean;
            category: string;
            categoryName: string;
            /** @enum {string} */
            channel: "app" | "phone" | "desk" | "patrol" | "iot";
            /** Format: date-time */
            createdAt: string;
            description: string;
            /**
             * Format: date-time
             * @description the nearest promise
             */
            dueAt?: string;
            emergency: boolean;
            /** @description third level; may be empty */
            faultName: string;
            /** Format: date-time */
            holdUntil?: string;
            houseLabel: string;
            /** @example 250656954165235712 */
            id: string;
            /**
             * @description how it stands to what was promised
             * @enum {string}
             */
            light: "none" | "green" | "yellow" | "red";
            number: string;
            /** Format: int64 */
            photoCount: number;
            /** @enum {string} */
            place: "indoor" | "public";
            placeLabel: string;
            /** @description masked */
            reporter: string;
            /** Format: int64 */
            returns: number;
            /** Format: int64 */
            reworks: number;
            /** Format: date-time */
            slotEnd?: string;
            /** Format: date-time */
            slotStart?: string;
            /** @enum {string} */
            state: "submitted" | "dispatching" | "assigned" | "accepted" | "on_the_way" | "arrived" | "working" | "on_hold" | "quoted" | "quote_accepted" | "quote_refused" | "to_pay" | "to_rate" | "return_visit" | "closed" | "cancelled" | "rejected" | "merged" | "reopened";
            stateLabel: string;
            /** @description only a supervisor may dispatch it */
            supervised: boolean;
            /** @enum {string} */
            tone: "info" | "warn" | "good" | "danger" | "neutral";
            /** Format: date-time */
            updatedAt: string;
            /** Format: int64 */
            urges: number;
            /** Format: int64 */
            version: number;
            /**
             * @description 0: nobody
             * @example 250656954165235712
             */
            workerId: string;
            workerName: string;
        };
        StaffTOTPBody: {
            challenge: string;
            code: string;
        };
        StaffTokenBody: {
            me: components["schemas"]["StaffMe"];
            /** @description sent as Authorization: Bearer; the same session as the cookie's */
            token: string;
        };
        StaffView: {
            /** @description those that the asking person may see */
            communities: components["schemas"]["StaffRef"][];
            /** Format: date-time */
            createdAt: string;
            disabled: boolean;
            /** @example 250656954165235712 */
            id: string;
            /** Format: date-time */
            lastLoginAt?: string;
            name: string;
            /** @description masked */
            phone: string;
            roles: components["schemas"]["StaffRef"][];
            /** @enum {string} */
            state: "setup" | "active" | "disabled";
            stateLabel: string;
            username: string;
        };
        StaffWithSetup: {
            /** @description those that the asking person may see */
            communities: components["schemas"]["StaffRef"][];
            /** Format: date-time */
            createdAt: string;
            disabled: boolean;
            /** @example 250656954165235712 */
            id: string;
            /** Format: date-time */
            lastLoginAt?: string;
            name: string;
            /** @description masked */
            phone: string;
            roles: components["schemas"]["StaffRef"][];
            /** @description shown once; for the first password, within 72 hours */
            setupToken: string;
            /** @enum {string} */
            state: "setup" | "active" | "disabled";
            stateLabel: string;
            username: string;
        };
        StockItem: {
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "labour" | "material";
            kindLabel: string;
            /** Format: int64 */
            level: number;
            low: boolean;
            /** Format: int64 */
            minimum: number;
            name: string;
            /**
             * Format: int64
             * @description the planned price; see nextFrom
             */
            nextFen: number;
            /** @description the date the planned price counts from; empty: none is planned */
            nextFrom: string;
            onSale: boolean;
            /** Format: int64 */
            priceFen: number;
            /** @description the date this price counts from */
            since: string;
            unit: string;
            /** Format: int64 */
            version: number;
        };
        StockItemsOutBody: {
            items: components["schemas"]["StockItem"][];
        };
        StockMovement: {
            actorName: string;
            /** Format: date-time */
            at: string;
            /** @example 250656954165235712 */
            id: string;
            /** @example 250656954165235712 */
            itemId: string;
            itemName: string;
            /** @enum {string} */
            kind: "in" | "use" | "give_back" | "count";
            kindLabel: string;
            /** Format: int64 */
            levelAfter: number;
            /** @example 250656954165235712 */
            orderId: string;
            /**
             * Format: int64
             * @description more or less of it
             */
            quantity: number;
            reason: string;
            unit: string;
        };
        StocktakeForm: {
            lines: components["schemas"]["CountLine"][];
            reason: string;
        };
        StocktakeOutBody: {
            /**
             * Format: int64
             * @description how many levels were not as the book said
             */
            changed: number;
        };
        TariffForm: {
            /** @description empty: 1 */
            coefficient?: string;
            /** @description percent */
            discount?: string;
            discountNote?: string;
            /**
             * Format: int64
             * @description days to pay after publication
             */
            dueDays: number;
            /** @description a day, 2006-01-02 */
            effectiveFrom: string;
            formula?: string;
            /**
             * Format: int64
             * @description days of grace after the due day
             */
            lateAfterDays?: number;
            /** @description percent of the principal; empty: 30 */
            lateCap?: string;
            /** @description percent a day, such as 0.05; empty: none */
            lateRate?: string;
            /** @enum {string} */
            method: "area" | "fixed" | "parking" | "metered" | "tiered" | "shared" | "formula";
            /** Format: int64 */
            minimumFen?: number;
            /**
             * Format: int64
             * @default 1
             * @enum {integer}
             */
            months: 1 | 3 | 6 | 12;
            note?: string;
            prorate: boolean;
            /** @enum {string} */
            shareBy?: "area" | "house";
            tiers?: components["schemas"]["TierForm"][];
            /** @description yuan, at most four decimals */
            unitPrice?: string;
        };
        TariffView: {
            /** Format: date-time */
            activatedAt?: string;
            activatorName: string;
            coefficient: string;
            discount: string;
            discountNote: string;
            /** Format: int64 */
            dueDays: number;
            effectiveFrom: string;
            formula: string;
            /** @example 250656954165235712 */
            id: string;
            /** @example 250656954165235712 */
            itemId: string;
            /** Format: int64 */
            lateAfterDays: number;
            lateCap: string;
            lateRate: string;
            makerName: string;
            /** @enum {string} */
            method: "area" | "fixed" | "parking" | "metered" | "tiered" | "shared" | "formula";
            methodLabel: string;
            /** Format: int64 */
            minimumFen: number;
            /** Format: int64 */
            months: number;
            note: string;
            /** Format: int64 */
            number: number;
            prorate: boolean;
            /** @description the price in words */
            sentence: string;
            shareBy: string;
            /** @enum {string} */
            state: "draft" | "active" | "dropped";
            stateLabel: string;
            tiers: components["schemas"]["TierForm"][];
            unitPrice: string;
        };
        TaskForm: {
            /** @example 250656954165235712 */
            id: string;
        };
        TemplateList: {
            items: components["schemas"]["TemplateView"][];
        };
        TemplateView: {
            faces: components["schemas"]["Words"][];
            /** @enum {string} */
            kind: "repair" | "binding" | "bill" | "notice";
            kindLabel: string;
            label: string;
            placeholders: components["schemas"]["Placeholder"][];
            template: string;
            /** @description our name of WeChat's template; empty: not used */
            wechat: string;
        };
        TierForm: {
            price: string;
            /** @description empty: without end */
            upTo?: string;
        };
        TimeSpan: {
            /** Format: date-time */
            end: string;
            /** Format: date-time */
            start: string;
        };
        TransferHouseForm: {
            /** @description of the household that leaves */
            lastDay: string;
            note?: string;
        };
        TrialBalance: {
            lines: components["schemas"]["Line"][];
            /**
             * Format: int64
             * @description 0 in a book that is right
             */
            sumFen: number;
            until: string;
        };
        Use: {
            /** @example 250656954165235712 */
            itemId: string;
            /** Format: int64 */
            quantity: number;
        };
        VoidBillForm: {
            reason: string;
        };
        WaiverPage: {
            items: components["schemas"]["WaiverView"][];
            nextCursor: string;
        };
        WaiverView: {
            /** Format: int64 */
            amountFen: number;
            answer: string;
            approverName: string;
            bill: components["schemas"]["StaffBillRow"];
            /** Format: date-time */
            createdAt: string;
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "late" | "principal";
            kindLabel: string;
            /** @description then somebody else decides */
            mine: boolean;
            reason: string;
            requesterName: string;
            /** @enum {string} */
            state: "requested" | "approved" | "refused";
            stateLabel: string;
        };
        WeChatKey: {
            /** @description PUB_KEY_ID_… or the certificate's serial number */
            id: string;
            pem: string;
        };
        WholeNotice: {
            /** @description in words */
            audience: string;
            body: string;
            /** @example 250656954165235712 */
            communityId: string;
            /** Format: date-time */
            createdAt: string;
            history: components["schemas"]["NoticeStep"][];
            /** @example 250656954165235712 */
            id: string;
            /** @enum {string} */
            kind: "notice" | "outage" | "event";
            kindLabel: string;
            makerName: string;
            /** @description I wrote it */
            mine: boolean;
            photos: components["schemas"]["File"][];
            /** Format: date-time */
            publishedAt?: string;
            /** Format: int64 */
            reads: number;
            reason: string;
            /** Format: date-time */
            shownUntil: string;
            spread: components["schemas"]["Spread"];
            /** @enum {string} */
            state: "draft" | "checking" | "review" | "blocked" | "published" | "withdrawn" | "ended" | "discarded";
            stateLabel: string;
            summary: string;
            /** @description none: the whole community */
            targets: components["schemas"]["Place"][];
            title: string;
            urgent: boolean;
            /** Format: int64 */
            version: number;
        };
        WholeOutBody: {
            bindings: components["schemas"]["HouseBinding"][];
            events: components["schemas"]["HouseEvent"][];
            house: components["schemas"]["HouseDetail"];
            /** @description masked */
            people: components["schemas"]["PersonOut"][];
        };
        Wish: {
            /** @enum {string} */
            channel: "wechat" | "sms";
            /** @enum {string} */
            kind: "repair" | "binding" | "bill" | "notice";
            on: boolean;
        };
        Words: {
            body: string;
            /** @description the company's own words */
            changed: boolean;
            defaultBody: string;
            defaultTitle: string;
            /** @enum {string} */
            face: "inbox" | "staff" | "sms" | "voice" | "wechat";
            faceLabel: string;
            /**
             * Format: int64
             * @description characters of the filled body
             */
            most: number;
            title: string;
            titled: boolean;
        };
        WordsForm: {
            body: string;
            /** @enum {string} */
            face: "inbox" | "staff" | "sms" | "voice" | "wechat";
            template: string;
            title?: string;
        };
        Workbench: {
            counts: components["schemas"]["Counts"];
            recent: components["schemas"]["Card"][];
        };
        WorkerList: {
            items: components["schemas"]["RepairWorkload"][];
        };
        WorkingHours: {
            /** @description holidays and make-up workdays */
            days: components["schemas"]["SpecialDay"][];
            /**
             * Format: int64
             * @description 0: the usual hours, nothing was set yet
             */
            version: number;
            /** @description Monday first */
            week: components["schemas"]["DayHours"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AgeBand = components['schemas']['AgeBand'];
export type Applicant = components['schemas']['Applicant'];
export type ApproveForm = components['schemas']['ApproveForm'];
export type Arrears = components['schemas']['Arrears'];
export type ArrearsRow = components['schemas']['ArrearsRow'];
export type AskWaiverForm = components['schemas']['AskWaiverForm'];
export type AssignHousesForm = components['schemas']['AssignHousesForm'];
export type AssignRepairForm = components['schemas']['AssignRepairForm'];
export type AssignmentForm = components['schemas']['AssignmentForm'];
export type AssignmentList = components['schemas']['AssignmentList'];
export type AssignmentView = components['schemas']['AssignmentView'];
export type AudienceAsk = components['schemas']['AudienceAsk'];
export type AudienceForm = components['schemas']['AudienceForm'];
export type BillDispute = components['schemas']['BillDispute'];
export type BillDisputePage = components['schemas']['BillDisputePage'];
export type BillLine = components['schemas']['BillLine'];
export type BillRun = components['schemas']['BillRun'];
export type BillRunPage = components['schemas']['BillRunPage'];
export type BillStep = components['schemas']['BillStep'];
export type BillView = components['schemas']['BillView'];
export type BillingDone = components['schemas']['BillingDone'];
export type Binding = components['schemas']['Binding'];
export type BindingDetail = components['schemas']['BindingDetail'];
export type BindingStep = components['schemas']['BindingStep'];
export type BuildingLine = components['schemas']['BuildingLine'];
export type BuildingsOutBody = components['schemas']['BuildingsOutBody'];
export type CallForm = components['schemas']['CallForm'];
export type CallHouseForm = components['schemas']['CallHouseForm'];
export type CallHouseList = components['schemas']['CallHouseList'];
export type CallHouseView = components['schemas']['CallHouseView'];
export type CallPage = components['schemas']['CallPage'];
export type CallView = components['schemas']['CallView'];
export type CallerFault = components['schemas']['CallerFault'];
export type Card = components['schemas']['Card'];
export type Change = components['schemas']['Change'];
export type ChannelForm = components['schemas']['ChannelForm'];
export type ChargeForm = components['schemas']['ChargeForm'];
export type CheckFormulaForm = components['schemas']['CheckFormulaForm'];
export type CheckItem = components['schemas']['CheckItem'];
export type CloseShiftForm = components['schemas']['CloseShiftForm'];
export type CollectForm = components['schemas']['CollectForm'];
export type Column = components['schemas']['Column'];
export type CommunitiesOutBody = components['schemas']['CommunitiesOutBody'];
export type CommunityOut = components['schemas']['CommunityOut'];
export type CopyWeekForm = components['schemas']['CopyWeekForm'];
export type CorrectBillForm = components['schemas']['CorrectBillForm'];
export type CountLine = components['schemas']['CountLine'];
export type Counts = components['schemas']['Counts'];
export type DayHours = components['schemas']['DayHours'];
export type DeadTask = components['schemas']['DeadTask'];
export type DeadTaskList = components['schemas']['DeadTaskList'];
export type DecideWaiverForm = components['schemas']['DecideWaiverForm'];
export type DeliveryPage = components['schemas']['DeliveryPage'];
export type DeliveryView = components['schemas']['DeliveryView'];
export type DeskList = components['schemas']['DeskList'];
export type DeskNotice = components['schemas']['DeskNotice'];
export type DeskPage = components['schemas']['DeskPage'];
export type DeskPrepaid = components['schemas']['DeskPrepaid'];
export type DeskTopUpForm = components['schemas']['DeskTopUpForm'];
export type DifferenceDecision = components['schemas']['DifferenceDecision'];
export type DifferencePage = components['schemas']['DifferencePage'];
export type DifferenceView = components['schemas']['DifferenceView'];
export type DiscardRunForm = components['schemas']['DiscardRunForm'];
export type DisputeAnswer = components['schemas']['DisputeAnswer'];
export type DropForm = components['schemas']['DropForm'];
export type DropTaskForm = components['schemas']['DropTaskForm'];
export type EditItemForm = components['schemas']['EditItemForm'];
export type EditNotice = components['schemas']['EditNotice'];
export type ExportsBody = components['schemas']['ExportsBody'];
export type FaceForm = components['schemas']['FaceForm'];
export type FeeAssignmentList = components['schemas']['FeeAssignmentList'];
export type FeeItemForm = components['schemas']['FeeItemForm'];
export type FeeItemList = components['schemas']['FeeItemList'];
export type FeeItemView = components['schemas']['FeeItemView'];
export type FeeKind = components['schemas']['FeeKind'];
export type FeePreview = components['schemas']['FeePreview'];
export type FeePreviewList = components['schemas']['FeePreviewList'];
export type Field = components['schemas']['Field'];
export type File = components['schemas']['File'];
export type FilterList = components['schemas']['FilterList'];
export type FinishReminderForm = components['schemas']['FinishReminderForm'];
export type FinishRepairForm = components['schemas']['FinishRepairForm'];
export type FormulaCheck = components['schemas']['FormulaCheck'];
export type FormulaVariable = components['schemas']['FormulaVariable'];
export type GridFloor = components['schemas']['GridFloor'];
export type GridHouse = components['schemas']['GridHouse'];
export type GridOutBody = components['schemas']['GridOutBody'];
export type GridUnit = components['schemas']['GridUnit'];
export type HoursForm = components['schemas']['HoursForm'];
export type HouseBinding = components['schemas']['HouseBinding'];
export type HouseDetail = components['schemas']['HouseDetail'];
export type HouseEvent = components['schemas']['HouseEvent'];
export type HouseLine = components['schemas']['HouseLine'];
export type HousesOutBody = components['schemas']['HousesOutBody'];
export type ImportCounts = components['schemas']['ImportCounts'];
export type ImportRow = components['schemas']['ImportRow'];
export type ImportRun = components['schemas']['ImportRun'];
export type InboxMessage = components['schemas']['InboxMessage'];
export type InboxPage = components['schemas']['InboxPage'];
export type InboxUnread = components['schemas']['InboxUnread'];
export type IncidentForm = components['schemas']['IncidentForm'];
export type IncidentList = components['schemas']['IncidentList'];
export type IncidentNews = components['schemas']['IncidentNews'];
export type IncidentUpdate = components['schemas']['IncidentUpdate'];
export type IncomeLine = components['schemas']['IncomeLine'];
export type IncomeReport = components['schemas']['IncomeReport'];
export type InvoiceView = components['schemas']['InvoiceView'];
export type ItemPriceForm = components['schemas']['ItemPriceForm'];
export type JournalPage = components['schemas']['JournalPage'];
export type Keys = components['schemas']['Keys'];
export type KindWish = components['schemas']['KindWish'];
export type LedgerEntry = components['schemas']['LedgerEntry'];
export type LedgerJournal = components['schemas']['LedgerJournal'];
export type Line = components['schemas']['Line'];
export type ListItemForm = components['schemas']['ListItemForm'];
export type LiveTicket = components['schemas']['LiveTicket'];
export type LoginStep = components['schemas']['LoginStep'];
export type MakeRunForm = components['schemas']['MakeRunForm'];
export type MerchantForm = components['schemas']['MerchantForm'];
export type MerchantList = components['schemas']['MerchantList'];
export type MerchantState = components['schemas']['MerchantState'];
export type MerchantView = components['schemas']['MerchantView'];
export type MessageTrace = components['schemas']['MessageTrace'];
export type MeterForm = components['schemas']['MeterForm'];
export type MeterPage = components['schemas']['MeterPage'];
export type MeterView = components['schemas']['MeterView'];
export type MoveOutChecklist = components['schemas']['MoveOutChecklist'];
export type MoveOutForm = components['schemas']['MoveOutForm'];
export type MoveOutResult = components['schemas']['MoveOutResult'];
export type MoveShiftForm = components['schemas']['MoveShiftForm'];
export type MovementsOutBody = components['schemas']['MovementsOutBody'];
export type MyShiftsOutBody = components['schemas']['MyShiftsOutBody'];
export type NeedMoreForm = components['schemas']['NeedMoreForm'];
export type NewNotice = components['schemas']['NewNotice'];
export type NewOccupant = components['schemas']['NewOccupant'];
export type NoticeReason = components['schemas']['NoticeReason'];
export type NoticeStep = components['schemas']['NoticeStep'];
export type Offering = components['schemas']['Offering'];
export type OpsScheduleOutBody = components['schemas']['OpsScheduleOutBody'];
export type OpsWorkOutBody = components['schemas']['OpsWorkOutBody'];
export type OrderVersion = components['schemas']['OrderVersion'];
export type Owed = components['schemas']['Owed'];
export type PatternForm = components['schemas']['PatternForm'];
export type PatternLine = components['schemas']['PatternLine'];
export type PayOutForm = components['schemas']['PayOutForm'];
export type PayeeForm = components['schemas']['PayeeForm'];
export type PaymentLine = components['schemas']['PaymentLine'];
export type PaymentPage = components['schemas']['PaymentPage'];
export type PaymentReason = components['schemas']['PaymentReason'];
export type PaymentRow = components['schemas']['PaymentRow'];
export type PaymentStep = components['schemas']['PaymentStep'];
export type PaymentView = components['schemas']['PaymentView'];
export type Permission = components['schemas']['Permission'];
export type PermissionList = components['schemas']['PermissionList'];
export type PersonOut = components['schemas']['PersonOut'];
export type Place = components['schemas']['Place'];
export type Placeholder = components['schemas']['Placeholder'];
export type PlannedShifts = components['schemas']['PlannedShifts'];
export type PreferencesChange = components['schemas']['PreferencesChange'];
export type PreferencesView = components['schemas']['PreferencesView'];
export type Preview = components['schemas']['Preview'];
export type PreviewTariffForm = components['schemas']['PreviewTariffForm'];
export type ProbeResult = components['schemas']['ProbeResult'];
export type Problem = components['schemas']['Problem'];
export type QueueLine = components['schemas']['QueueLine'];
export type QuoteItem = components['schemas']['QuoteItem'];
export type Reach = components['schemas']['Reach'];
export type ReadBatchForm = components['schemas']['ReadBatchForm'];
export type ReadBatchResults = components['schemas']['ReadBatchResults'];
export type ReadingForm = components['schemas']['ReadingForm'];
export type ReadingLine = components['schemas']['ReadingLine'];
export type ReadingResult = components['schemas']['ReadingResult'];
export type ReadingView = components['schemas']['ReadingView'];
export type ReasonForm = components['schemas']['ReasonForm'];
export type ReceiveForm = components['schemas']['ReceiveForm'];
export type ReconcileForm = components['schemas']['ReconcileForm'];
export type ReconcilePage = components['schemas']['ReconcilePage'];
export type ReconcileRun = components['schemas']['ReconcileRun'];
export type RefundForm = components['schemas']['RefundForm'];
export type RefundPage = components['schemas']['RefundPage'];
export type RefundPart = components['schemas']['RefundPart'];
export type RefundPartView = components['schemas']['RefundPartView'];
export type RefundRow = components['schemas']['RefundRow'];
export type RefundView = components['schemas']['RefundView'];
export type RegisterPerson = components['schemas']['RegisterPerson'];
export type RegisterSide = components['schemas']['RegisterSide'];
export type RejectForm = components['schemas']['RejectForm'];
export type ReminderWork = components['schemas']['ReminderWork'];
export type ReminderWorkList = components['schemas']['ReminderWorkList'];
export type RepairAddHouseForm = components['schemas']['RepairAddHouseForm'];
export type RepairAnswer = components['schemas']['RepairAnswer'];
export type RepairArriveForm = components['schemas']['RepairArriveForm'];
export type RepairAssignManyForm = components['schemas']['RepairAssignManyForm'];
export type RepairAssignment = components['schemas']['RepairAssignment'];
export type RepairCalendar = components['schemas']['RepairCalendar'];
export type RepairCall = components['schemas']['RepairCall'];
export type RepairCategory = components['schemas']['RepairCategory'];
export type RepairCategoryList = components['schemas']['RepairCategoryList'];
export type RepairCause = components['schemas']['RepairCause'];
export type RepairCheckQuoteForm = components['schemas']['RepairCheckQuoteForm'];
export type RepairClock = components['schemas']['RepairClock'];
export type RepairCloseIncidentForm = components['schemas']['RepairCloseIncidentForm'];
export type RepairDesk = components['schemas']['RepairDesk'];
export type RepairDeskForm = components['schemas']['RepairDeskForm'];
export type RepairDone = components['schemas']['RepairDone'];
export type RepairEmergency = components['schemas']['RepairEmergency'];
export type RepairExport = components['schemas']['RepairExport'];
export type RepairFault = components['schemas']['RepairFault'];
export type RepairFilterForm = components['schemas']['RepairFilterForm'];
export type RepairFilterQuery = components['schemas']['RepairFilterQuery'];
export type RepairHold = components['schemas']['RepairHold'];
export type RepairHouseCode = components['schemas']['RepairHouseCode'];
export type RepairIncident = components['schemas']['RepairIncident'];
export type RepairMaterial = components['schemas']['RepairMaterial'];
export type RepairMergeForm = components['schemas']['RepairMergeForm'];
export type RepairPause = components['schemas']['RepairPause'];
export type RepairPerson = components['schemas']['RepairPerson'];
export type RepairQuote = components['schemas']['RepairQuote'];
export type RepairQuoteLine = components['schemas']['RepairQuoteLine'];
export type RepairRating = components['schemas']['RepairRating'];
export type RepairReceipt = components['schemas']['RepairReceipt'];
export type RepairRejectForm = components['schemas']['RepairRejectForm'];
export type RepairReopenForm = components['schemas']['RepairReopenForm'];
export type RepairReport = components['schemas']['RepairReport'];
export type RepairRescheduleForm = components['schemas']['RepairRescheduleForm'];
export type RepairSettings = components['schemas']['RepairSettings'];
export type RepairSettingsForm = components['schemas']['RepairSettingsForm'];
export type RepairSettingsList = components['schemas']['RepairSettingsList'];
export type RepairStep = components['schemas']['RepairStep'];
export type RepairTransferForm = components['schemas']['RepairTransferForm'];
export type RepairVisited = components['schemas']['RepairVisited'];
export type RepairWaiveForm = components['schemas']['RepairWaiveForm'];
export type RepairWorkload = components['schemas']['RepairWorkload'];
export type ReportCount = components['schemas']['ReportCount'];
export type ReportPromise = components['schemas']['ReportPromise'];
export type ReportRatings = components['schemas']['ReportRatings'];
export type ReportTimes = components['schemas']['ReportTimes'];
export type RevealInBody = components['schemas']['RevealInBody'];
export type RevealOutBody = components['schemas']['RevealOutBody'];
export type RoleChange = components['schemas']['RoleChange'];
export type RoleIn = components['schemas']['RoleIn'];
export type RoleList = components['schemas']['RoleList'];
export type RoleView = components['schemas']['RoleView'];
export type Roster = components['schemas']['Roster'];
export type RosterDay = components['schemas']['RosterDay'];
export type RosterShift = components['schemas']['RosterShift'];
export type RosterWorker = components['schemas']['RosterWorker'];
export type RosterWorkerForm = components['schemas']['RosterWorkerForm'];
export type RowsOutBody = components['schemas']['RowsOutBody'];
export type RunAnomaly = components['schemas']['RunAnomaly'];
export type RunItem = components['schemas']['RunItem'];
export type RunStep = components['schemas']['RunStep'];
export type RunsOutBody = components['schemas']['RunsOutBody'];
export type SavedRepairFilter = components['schemas']['SavedRepairFilter'];
export type ScheduleLine = components['schemas']['ScheduleLine'];
export type ScheduleRun = components['schemas']['ScheduleRun'];
export type ScheduleRunsOutBody = components['schemas']['ScheduleRunsOutBody'];
export type SearchHit = components['schemas']['SearchHit'];
export type SearchHits = components['schemas']['SearchHits'];
export type SetupBody = components['schemas']['SetupBody'];
export type SetupDone = components['schemas']['SetupDone'];
export type SharedCost = components['schemas']['SharedCost'];
export type SharedCostForm = components['schemas']['SharedCostForm'];
export type SharedCostList = components['schemas']['SharedCostList'];
export type ShiftPage = components['schemas']['ShiftPage'];
export type ShiftView = components['schemas']['ShiftView'];
export type ShiftWish = components['schemas']['ShiftWish'];
export type Skill = components['schemas']['Skill'];
export type SpecialDay = components['schemas']['SpecialDay'];
export type Spread = components['schemas']['Spread'];
export type StaffBillPage = components['schemas']['StaffBillPage'];
export type StaffBillRow = components['schemas']['StaffBillRow'];
export type StaffBinding = components['schemas']['StaffBinding'];
export type StaffCancelForm = components['schemas']['StaffCancelForm'];
export type StaffChange = components['schemas']['StaffChange'];
export type StaffDispute = components['schemas']['StaffDispute'];
export type StaffIn = components['schemas']['StaffIn'];
export type StaffList = components['schemas']['StaffList'];
export type StaffLoginBody = components['schemas']['StaffLoginBody'];
export type StaffMe = components['schemas']['StaffMe'];
export type StaffRef = components['schemas']['StaffRef'];
export type StaffRepair = components['schemas']['StaffRepair'];
export type StaffRepairList = components['schemas']['StaffRepairList'];
export type StaffRepairPage = components['schemas']['StaffRepairPage'];
export type StaffRepairRow = components['schemas']['StaffRepairRow'];
export type StaffTotpBody = components['schemas']['StaffTOTPBody'];
export type StaffTokenBody = components['schemas']['StaffTokenBody'];
export type StaffView = components['schemas']['StaffView'];
export type StaffWithSetup = components['schemas']['StaffWithSetup'];
export type StockItem = components['schemas']['StockItem'];
export type StockItemsOutBody = components['schemas']['StockItemsOutBody'];
export type StockMovement = components['schemas']['StockMovement'];
export type StocktakeForm = components['schemas']['StocktakeForm'];
export type StocktakeOutBody = components['schemas']['StocktakeOutBody'];
export type TariffForm = components['schemas']['TariffForm'];
export type TariffView = components['schemas']['TariffView'];
export type TaskForm = components['schemas']['TaskForm'];
export type TemplateList = components['schemas']['TemplateList'];
export type TemplateView = components['schemas']['TemplateView'];
export type TierForm = components['schemas']['TierForm'];
export type TimeSpan = components['schemas']['TimeSpan'];
export type TransferHouseForm = components['schemas']['TransferHouseForm'];
export type TrialBalance = components['schemas']['TrialBalance'];
export type Use = components['schemas']['Use'];
export type VoidBillForm = components['schemas']['VoidBillForm'];
export type WaiverPage = components['schemas']['WaiverPage'];
export type WaiverView = components['schemas']['WaiverView'];
export type WeChatKey = components['schemas']['WeChatKey'];
export type WholeNotice = components['schemas']['WholeNotice'];
export type WholeOutBody = components['schemas']['WholeOutBody'];
export type Wish = components['schemas']['Wish'];
export type Words = components['schemas']['Words'];
export type WordsForm = components['schemas']['WordsForm'];
export type Workbench = components['schemas']['Workbench'];
export type WorkerList = components['schemas']['WorkerList'];
export type WorkingHours = components['schemas']['WorkingHours'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
