"""How the mining pool is asked, and how its answers are told on the sandbox."""

from decimal import Decimal

from on_the_sandbox import visiting

from binance.models.mining import Answer
from binance.private import mining
from binance.public.mining import Algorithms, Coins

SHA256 = {"algo": "sha256", "user_name": "alice"}
DAY = 86_400_000


def test_choices_travel_as_numbers() -> None:
    workers = mining.Workers(
        **SHA256,
        sort=mining.SortOrder.DESCENDING,
        sort_column=mining.SortColumn.REJECT_RATE,
        worker_status=mining.WorkerStatus.ALL,
    )

    assert workers.params() == {
        "algo": "sha256",
        "userName": "alice",
        "sort": "1",
        "sortColumn": "4",
        "workerStatus": "0",
    }


def test_a_tiny_profit_keeps_its_digits() -> None:
    answer = mining.Bonuses.read(
        b'{"code":0,"msg":"","data":{"otherProfits":[{"time":1607443200000,"coinName":"BTC",'
        b'"type":4,"profitAmount":0.0011859,"status":2}],"totalNum":3,"pageSize":20}}'
    )

    assert answer.data.other_profits[0].profit_amount == Decimal("0.0011859")


async def test_a_miner_looks_at_the_pool_and_resells_a_share() -> None:
    async with visiting(label="alice") as visit:
        send = visit.account.send
        now = visit.binance.clock.ms()
        workers = (await send(mining.Workers(**SHA256))).data.worker_datas
        rates = await send(mining.WorkerHashRates(**SHA256, worker_name=workers[0].worker_name))
        statistics = (await send(mining.AccountStatistics(**SHA256))).data
        earnings = await send(mining.Earnings(**SHA256))
        resale = await send(
            mining.ResellHashRate(
                **SHA256,
                start_date=now + DAY,
                end_date=now + 3 * DAY,
                to_pool_user="bob",
                hash_rate=600_000_000_000,
            )
        )
        resales = (await send(mining.Resales())).data.config_details
        ended = await send(mining.CancelResale(config_id=resale.data, user_name="alice"))
        answers = [
            await send(question)
            for question in (
                Algorithms(),
                Coins(),
                mining.AccountHashRates(**SHA256),
                mining.AccountEarnings(algo="sha256"),
                mining.Bonuses(**SHA256),
                mining.ResaleDays(config_id=resale.data),
            )
        ]

    assert statistics.valid_num + statistics.invalid_num == len(workers)
    assert rates.data[0].hashrate_datas[0].hashrate > 0
    assert earnings.code == 0
    assert [each.config_id for each in resales] == [resale.data]
    assert ended.data is True
    assert all(isinstance(each, Answer) for each in answers)
