using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Risk.Policies;

namespace Souk.Risk.Tests;

/// <summary>A rule that can never fire is worse than none: every one of the shipped policy fires on a story that it was
/// written for.</summary>
public sealed class ShippedRulesTests : IDisposable
{
    private static readonly LogTime _start = LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-test-").FullName;
    private readonly SoukEngine _engine;
    private readonly EventBatch _batch;
    private readonly EventJsonParser _parser;
    private int _seconds;
    private int _number;

    public ShippedRulesTests()
    {
        _engine = SoukEngine.Open(new EngineOptions
        {
            Folder = _folder,
            DefinitionText = DefinitionLoader.ShippedText,
            Projections = RiskMarket.Projections,
            SnapshotOnClose = false,
        });
        _batch = new EventBatch(_engine.Definition);
        _parser = new EventJsonParser(
            _engine.Definition, new IntakeClock(TimeProvider.System, _engine.Definition.MaxClockSkew));
    }

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task EveryRuleOfTheShippedPolicy_Fires()
    {
        await _engine.DirectAsync(
            RiskEngine.PolicyDirective,
            JsonSerializer.SerializeToUtf8Bytes(new { text = RiskPolicy.ShippedText, by = "ann" }));
        await Block("blocked_cards", "bc");
        await Block("blocked_devices", "bd");
        await Block("blocked_ips", "9.9.9.9");
        await Block("blocked_email_domains", "spam.example");
        await Block("trusted_shoppers", "vip");
        await Block("blocked_payout_accounts", "ba");
        Cards();
        Accounts();
        NewAccounts();
        Orders();
        Links();
        Coupons();
        Refunds();
        Reviews();
        SellersAndCreators();
        Assert.True(_engine.TrySubmit(_batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
        await answer;
        using FoldScope scope = _engine.Read();
        RiskEngine risk = scope.Fold.Projection<RiskEngine>();
        HashSet<string> fired = [.. risk.Newest(100_000).SelectMany(d => d.Rules).Select(r => r.Id)];
        string[] rules = [.. risk.Policy!.Checkpoints.SelectMany(c => c.Rules).Select(r => r.Id)];
        Assert.True(rules.Length >= 40);
        Assert.Equal([], rules.Except(fired));
        Assert.All(risk.Newest(100_000), d => Assert.Equal(0, d.Faults));
    }

    private void Cards()
    {
        Pay("vip", "bc", 10, device: "bd", ip: "9.9.9.9");
        for (int i = 0; i < 4; i++)
        {
            Send("payment_failed", new { payment = Next("f"), shopper = "tester", card = "ct", amount = "1" });
        }

        Pay("tester", "ct", 1);
        Pay("tester", "ct", 1);
        for (int i = 0; i < 9; i++)
        {
            Pay($"sharer{i % 3}", "cs", 100, device: $"ds{i % 3}");
        }

        for (int i = 0; i < 4; i++)
        {
            Pay($"farm{i}", $"cf{i}", 10, device: "farm");
        }

        for (int i = 0; i < 3; i++)
        {
            Pay("collector", $"cc{i}", 10);
        }

        Send("sign_up", new { shopper = "abroad", country = "DE" });
        Send("card_added", new { shopper = "abroad", card = "ca", country = "US" });
        Pay("abroad", "ca", 400);
        Send("chargeback", new { payment = "p-x", shopper = "abroad", card = "ca", device = "dx", amount = "400" });
        Pay("abroad", "ca", 10, device: "dx");
    }

    private void Accounts()
    {
        Send("password_change", new { shopper = "victim" });
        for (int i = 0; i < 5; i++)
        {
            Send("login", new { shopper = "victim", ip = "8.8.8.8", device = $"dl{i}", success = false });
        }

        Pay("victim", "cv", 150, device: "dv");
        Send("sign_up", new { shopper = "traveller", country = "FR" });
        for (int i = 0; i < 4; i++)
        {
            Send("login", new { shopper = "traveller", device = $"dt{i}", country = "BR", success = true });
        }

        for (int i = 0; i < 6; i++)
        {
            Send("sign_up", new { shopper = $"n{i}", device = "ds", ip = "7.7.7.7", email_domain = "spam.example" });
        }
    }

    // Six accounts of one device pay, claim, order one item and praise it. One of them claims again hours later.
    private void NewAccounts()
    {
        Pay("n0", "cn", 20, device: "ds");
        for (int i = 0; i < 12; i++)
        {
            Line($"n{i % 6}", "in", "sn");
        }

        for (int i = 0; i < 12; i++)
        {
            Send("review", new
            {
                review = Next("r"),
                shopper = $"n{i % 6}",
                item = "in",
                seller = "sn",
                rating = i < 6 ? 5 : 1,
                device = "ds",
            });
        }

        for (int i = 0; i < 12; i++)
        {
            Send("review", new { review = Next("r"), shopper = $"n{i % 6}", item = "in", seller = "sn", rating = 1 });
        }

        Send("impression", new { shopper = "n1", item = "in", surface = "for_you" });
        Send("click", new { shopper = "n1", item = "in", surface = "for_you" });
        Line("n1", "in", "sn");
        Send("chargeback", new { payment = "p-y", shopper = "n5", card = "cn", device = "ds", amount = "20" });
        _seconds += 7_200;
        Send("coupon_claim", new { shopper = "n2", coupon = "v", amount = "5", device = "ds" });
    }

    // Three shoppers order to one address; two of them are charged back. The third has ordered much and sends it back.
    private void Orders()
    {
        foreach (string shopper in new[] { "bad0", "bad1" })
        {
            Send("order", new { order = Next("o"), shopper, amount = "10", lines = 1, address = "ax" });
            Send("chargeback", new { payment = Next("p"), shopper, card = "cx", amount = "10" });
        }

        for (int i = 0; i < 9; i++)
        {
            Send("order", new { order = Next("o"), shopper = "buyer", amount = "10", lines = 1, address = "ax" });
        }

        Send("payment", new { payment = Next("p"), shopper = "buyer", card = "cb", amount = "90", address = "ax" });
        for (int i = 0; i < 4; i++)
        {
            Send("refund_request", new { order = Next("o"), shopper = "buyer", amount = "10" });
        }

        Send("card_added", new { shopper = "gift", card = "cg" });
        Send("order", new { order = Next("o"), shopper = "gift", amount = "10", lines = 1, address = "ag" });
        Send("payment", new { payment = Next("p"), shopper = "gift", card = "cg", amount = "10", address = "ag" });
    }

    private void Line(string shopper, string item, string seller) => Send("order_line", new
    {
        order = Next("o"),
        shopper,
        item,
        seller,
        quantity = 1,
        price = "10",
        amount = "10",
    });

    // Five shoppers on one card and one device; two of them are charged back, then a third pays.
    private void Links()
    {
        for (int i = 0; i < 5; i++)
        {
            Pay($"ring{i}", "cr", 10, device: "dr");
        }

        for (int i = 0; i < 2; i++)
        {
            Send("chargeback", new { payment = $"r{i}", shopper = $"ring{i}", card = "cr", amount = "10" });
        }

        Pay("ring4", "cr", 10, device: "dr");
        Send("coupon_claim", new { shopper = "ring3", coupon = "v", amount = "5", device = "dr" });
    }

    private void Coupons()
    {
        Send("sign_up", new { shopper = "hoarder" });
        for (int i = 0; i < 4; i++)
        {
            Send("coupon_claim", new { shopper = "hoarder", coupon = $"v{i}", amount = "5", device = "farm" });
        }
    }

    private void Refunds()
    {
        for (int i = 0; i < 3; i++)
        {
            string order = Next("o");
            Send("order", new { order, shopper = "returner", amount = "500", lines = 1 });
            Send("refund", new { order, shopper = "returner", amount = "400" });
            Send("refund_request", new { order, shopper = "returner", amount = "400" });
        }
    }

    private void Reviews()
    {
        for (int i = 0; i < 9; i++)
        {
            Line($"brusher{i / 5}", "ib", "sb");
        }

        for (int i = 0; i < 9; i++)
        {
            Send("review", new { review = Next("r"), shopper = "bomber", item = "ib", seller = "sb", rating = 1 });
        }
    }

    private void SellersAndCreators()
    {
        for (int i = 0; i < 3; i++)
        {
            Send("refund", new { order = Next("o"), shopper = "s", seller = "sb", amount = "10" });
            Send("return", new { order = Next("o"), shopper = "s", item = "ib", seller = "sb" });
        }

        Send("payout", new { seller = "sb", amount = "9000", account = "ba" });
        for (int i = 0; i < 41; i++)
        {
            Send("promote", new { promotion = Next("q"), creator = "loud", item = "ib" });
        }
    }

    private void Pay(string shopper, string card, int amount, string? device = null, string? ip = null) => Send(
        "payment", new { payment = Next("p"), shopper, card, amount = $"{amount}", device, ip });

    private string Next(string prefix) => $"{prefix}{_number++}";

    private void Send(string type, object fields)
    {
        JsonObject json = JsonSerializer.SerializeToNode(fields)!.AsObject();
        foreach (string missing in json.Where(f => f.Value is null).Select(f => f.Key).ToArray())
        {
            json.Remove(missing);
        }

        json["type"] = type;
        json["id"] = Next("e");
        json["time"] = Rfc3339.Format(new LogTime(_start.Microseconds + (_seconds++ * 1_000_000L)));
        Assert.Null(_parser.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()), isCloudEvent: false, _batch));
    }

    private Task<LogPosition> Block(string list, string value) => _engine.DirectAsync(
        RiskEngine.ListDirective, JsonSerializer.SerializeToUtf8Bytes(new { list, add = new[] { value } }));
}
