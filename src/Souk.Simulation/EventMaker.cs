using System.Buffers;
using System.Text;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Learning.Numerics;
using Souk.Log;

namespace Souk.Simulation;

/// <summary>Turns pending events into encoded events of the shipped definition.</summary>
internal sealed class EventMaker
{
    private static readonly string[] _names = [.. Enum.GetNames<SimulatedEvent>().Select(Snake)];

    private readonly EventEncoder _encoder = new();
    private readonly FieldIndex[] _fields;
    private readonly MarketModel _market;
    private readonly byte[] _text = new byte[64];
    private readonly string _idPrefix;
    private SeededRandom _random;
    private FieldIndex _at;

    internal EventMaker(MarketplaceDefinition definition, MarketModel market)
    {
        _market = market;
        _fields = [.. _names.Select(n => new FieldIndex(definition, n))];
        _random = new SeededRandom(market.Options.Seed, 0x7E57);
        _idPrefix = $"e{market.Options.Seed}-";
        _at = _fields[0];
    }

    /// <summary>How many events were made.</summary>
    internal long Made { get; private set; }

    /// <summary>Encodes an event and gives its id's number.</summary>
    internal long Make(in Pending p, EventBatch batch)
    {
        long number = ++Made;
        LogTime time = new(p.Time);
        _at = _fields[(int)p.Event];
        _encoder.Begin(_at.Type);
        _encoder.Identify(Id(_idPrefix, number), time);
        Common(in p);
        Special(in p);
        _encoder.End(batch, time);
        return number;
    }

    private static string Snake(string name) =>
        string.Concat(
            name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));

    // A card is tried without ordering anything.
    private static bool IsWithoutOrder(in Pending p) =>
        p.Flag && (p.Event is SimulatedEvent.Payment or SimulatedEvent.PaymentFailed);

    private static string Platform(int device) => ((uint)device % 3) switch { 0 => "ios", 1 => "android", _ => "web" };

    // The fields that mean the same wherever they are.
    private void Common(in Pending p)
    {
        if (_at.Shopper >= 0 && p.Shopper != 0)
        {
            Entity(_at.Shopper, "s", p.Shopper);
        }

        if (_at.Item >= 0 && p.Item != 0)
        {
            Entity(_at.Item, "i", p.Item);
        }

        if (_at.Device >= 0 && p.Device != 0)
        {
            Token(_at.Device, 'd', p.Device);
        }

        if (_at.Ip >= 0 && p.Ip != 0)
        {
            Token(_at.Ip, 'n', p.Ip);
        }

        if (_at.Creator >= 0 && p.Creator != 0)
        {
            Entity(_at.Creator, "c", p.Creator);
        }

        if (_at.Seller >= 0 && p.Item != 0)
        {
            Entity(_at.Seller, "m", _market.SellerOf(p.Item));
        }

        if (_at.Card >= 0 && p.Card != 0)
        {
            Token(_at.Card, 'k', p.Card);
        }

        if (_at.Order >= 0 && p.Order != 0 && !IsWithoutOrder(in p))
        {
            Entity(_at.Order, "o", p.Order);
        }

        if (_at.Amount >= 0)
        {
            _encoder.SetMoney(_at.Amount, Cents(p.Cents));
        }
    }

    private void Special(in Pending p)
    {
        switch (p.Event)
        {
            case SimulatedEvent.SellerRegistered:
                Entity(_at.Of("seller"), "m", p.Other);
                _encoder.SetText(_at.Of("name"), $"Seller {p.Other}");
                _encoder.SetText(_at.Of("country"), "DE");
                break;
            case SimulatedEvent.Payout:
                Entity(_at.Of("seller"), "m", p.Other);
                Entity(_at.Of("account"), "acc", p.Other);
                break;
            case SimulatedEvent.CreatorRegistered:
                _encoder.SetText(_at.Of("name"), $"Creator {p.Creator}");
                _encoder.SetText(_at.Of("topic"), Words.Categories[_market.TopicOf(p.Creator)]);
                break;
            case SimulatedEvent.ItemListed:
                ListItem(in p);
                break;
            case SimulatedEvent.ItemUpdated:
                _encoder.SetMoney(_at.Of("price"), Cents(p.Cents));
                _encoder.SetWhole(_at.Of("stock"), p.Count);
                break;
            case SimulatedEvent.SignUp:
                _encoder.SetText(_at.Of("country"), _market.CountryOf(p.Shopper));
                _encoder.SetText(_at.Of("channel"), p.Flag ? "ad" : "direct");
                _encoder.SetText(_at.Of("email_domain"), p.Flag ? "mail.test" : "post.test");
                _encoder.SetText(_at.Of("platform"), Platform(p.Device));
                break;
            case SimulatedEvent.Login:
                _encoder.SetFlag(_at.Of("success"), p.Flag);
                _encoder.SetText(_at.Of("country"), _market.CountryOf(p.Count == 1 ? p.Ip : p.Shopper));
                _encoder.SetText(_at.Of("platform"), Platform(p.Device));
                break;
            case SimulatedEvent.CardAdded:
                _encoder.SetText(_at.Of("country"), _market.CountryOf(p.Flag ? p.Card : p.Shopper));
                _encoder.SetText(_at.Of("bin"), $"4{((uint)p.Card % 90_000) + 10_000}");
                break;
            case SimulatedEvent.AddressAdded:
                Token(_at.Of("address"), 'a', p.Other);
                break;
            case SimulatedEvent.Search:
                _encoder.SetText(_at.Of("query"), Words.Query(p.Item, _market.ItemCategory[p.Item]));
                _encoder.SetWhole(_at.Of("results"), p.Count);
                break;
            case SimulatedEvent.View:
                _encoder.SetNumber(_at.Of("seconds"), p.Count);
                break;
            case SimulatedEvent.Impression or SimulatedEvent.Click:
                ShowItem(in p);
                break;
            default:
                Trade(in p);
                break;
        }
    }

    private void Trade(in Pending p)
    {
        switch (p.Event)
        {
            case SimulatedEvent.AddToCart:
                _encoder.SetWhole(_at.Of("quantity"), p.Count);
                _encoder.SetMoney(_at.Of("price"), Cents(p.Cents));
                break;
            case SimulatedEvent.RemoveFromCart or SimulatedEvent.Return:
                _encoder.SetWhole(_at.Of("quantity"), 1);
                break;
            case SimulatedEvent.Order:
                _encoder.SetWhole(_at.Of("lines"), p.Count);
                Token(_at.Of("address"), 'a', p.Other);
                SetOrigin(in p);
                break;
            case SimulatedEvent.OrderLine:
                _encoder.SetWhole(_at.Of("quantity"), p.Count);
                _encoder.SetMoney(_at.Of("price"), Cents(p.Cents + p.Other));
                SetCommission(in p);
                break;
            case SimulatedEvent.Payment or SimulatedEvent.PaymentFailed or SimulatedEvent.Chargeback:
                Pay(in p);
                break;
            case SimulatedEvent.RefundRequest or SimulatedEvent.Refund:
                _encoder.SetText(_at.Of("reason"), Words.RefundReason(p.Order, p.Pattern));
                break;
            case SimulatedEvent.Review:
                Entity(_at.Of("review"), "r", p.Order, p.Item);
                _encoder.SetWhole(_at.Of("rating"), p.Count);
                _encoder.SetText(_at.Of("text"), Words.Review(ref _random, p.Count, p.Item, p.Pattern));
                break;
            case SimulatedEvent.ReviewVote:
                Entity(_at.Of("review"), "r", p.Order, p.Item);
                _encoder.SetFlag(_at.Of("helpful"), p.Flag);
                break;
            case SimulatedEvent.CouponClaim or SimulatedEvent.CouponRedeem:
                Entity(_at.Of("coupon"), "v", p.Coupon);
                break;
            default:
                Content(in p);
                break;
        }
    }

    private void Content(in Pending p)
    {
        switch (p.Event)
        {
            case SimulatedEvent.Promote:
                Entity(_at.Of("promotion"), "q", p.Other);
                if (p.Order != 0)
                {
                    Entity(_at.Of("live_room"), "l", p.Order);
                }

                break;
            case SimulatedEvent.LiveStart:
                Entity(_at.Of("live_room"), "l", p.Other);
                _encoder.SetText(_at.Of("title"), $"Live: {Words.Title(p.Item, _market.ItemCategory[p.Item])}");
                break;
            case SimulatedEvent.LiveView:
                Entity(_at.Of("live_room"), "l", p.Other);
                _encoder.SetNumber(_at.Of("seconds"), p.Count);
                break;
            case SimulatedEvent.LiveSale:
                Entity(_at.Of("live_room"), "l", p.Other);
                SetCommission(in p);
                break;
            case SimulatedEvent.VideoPublished:
                Entity(_at.Of("short_video"), "w", p.Other);
                _encoder.SetText(_at.Of("title"), Words.Title(p.Item, _market.ItemCategory[p.Item]));
                break;
            case SimulatedEvent.VideoView:
                Entity(_at.Of("short_video"), "w", p.Other);
                _encoder.SetNumber(_at.Of("seconds"), p.Count);
                _encoder.SetFlag(_at.Of("completed"), p.Flag);
                break;
            case SimulatedEvent.ReportAbuse:
                _encoder.SetText(_at.Of("reason"), p.Item % 3 == 0 ? "fake reviews" : "not as described");
                break;
            case SimulatedEvent.CaseVerdict:
                Entity(_at.Of("case"), "case", p.Count);
                if (p.Order != 0)
                {
                    Entity(_at.Of("payment"), "p", p.Order);
                }

                SetVerdict(in p);
                break;
            default:
                break;
        }
    }

    private void SetVerdict(in Pending p)
    {
        bool isAbuse = p.Pattern != AbusePattern.None;
        _encoder.SetText(_at.Of("verdict"), isAbuse ? "abuse" : "legitimate");
        if (isAbuse)
        {
            _encoder.SetText(_at.Of("pattern"), Snake(p.Pattern.ToString()).Replace('_', ' '));
        }
    }

    // What led to an order, if anything did.
    private void SetOrigin(in Pending p)
    {
        if (p.Coupon != 0)
        {
            Entity(_at.Of("coupon"), "v", p.Coupon);
        }

        if (p.Promotion != 0)
        {
            Entity(_at.Of("promotion"), "q", p.Promotion);
        }
    }

    private void ListItem(in Pending p)
    {
        int category = _market.ItemCategory[p.Item];
        _encoder.SetText(_at.Of("title"), Words.Title(p.Item, category));
        _encoder.SetText(_at.Of("category"), Words.Categories[category]);
        _encoder.SetText(_at.Of("brand"), Words.Brand(p.Item, category));
        _encoder.SetMoney(_at.Of("price"), Cents(p.Cents));
        _encoder.SetWhole(_at.Of("stock"), p.Count);
        _encoder.SetNumber(_at.Of("commission_rate"), CommissionPercent(p.Item) / 100.0);
        _encoder.BeginList(_at.Of("tags"));
        _encoder.AddText(Encoding.UTF8.GetBytes(Words.Colour(p.Item)));
        _encoder.AddText(Encoding.UTF8.GetBytes(Words.Material(p.Item)));
        _encoder.EndList();
    }

    private void ShowItem(in Pending p)
    {
        _encoder.SetText(_at.Of("surface"), p.Flag ? "search" : "for_you");
        if (p.Event == SimulatedEvent.Impression)
        {
            _encoder.SetWhole(_at.Of("rank"), p.Count);
            _encoder.SetNumber(_at.Of("propensity"), p.Propensity);
        }
    }

    private void SetCommission(in Pending p)
    {
        if (p.Creator != 0)
        {
            _encoder.SetMoney(_at.Of("commission"), Cents(p.Cents * CommissionPercent(p.Item) / 100));
        }
    }

    private void Pay(in Pending p)
    {
        Entity(_at.Of("payment"), p.Event == SimulatedEvent.PaymentFailed ? "pf" : "p", p.Order);
        if (_at.Of("method") is int method and >= 0)
        {
            _encoder.SetText(method, "card");
            if (p.Other != 0)
            {
                Token(_at.Of("address"), 'a', p.Other);
            }
        }

        if (_at.Of("reason") is int reason and >= 0)
        {
            _encoder.SetText(reason, p.Event == SimulatedEvent.Chargeback ? "not recognised" : "declined");
        }
    }

    private static int CommissionPercent(int item) => 5 + (item % 16);

    private static Money Cents(long cents) => Money.FromUnits(cents * 100);

    private void Entity(int field, string prefix, int number) => _encoder.SetText(field, Id(prefix, number));

    private void Entity(int field, string prefix, int number, int second)
    {
        int length = Id(prefix, number).Length;
        _text[length++] = (byte)'-';
        System.Buffers.Text.Utf8Formatter.TryFormat(second, _text.AsSpan(length), out int written);
        _encoder.SetText(field, _text.AsSpan(0, length + written));
    }

    // Devices, cards and addresses have opaque names, as tokens do: an attacker's look like everybody's. The multiplier
    // is odd and the shifts can be undone, so no two numbers get the same name.
    private void Token(int field, char prefix, int number)
    {
        uint z = ((uint)number ^ (uint)_market.Options.Seed) * 0x9E3779B1u;
        z = (z ^ (z >> 16)) * 0x85EBCA6Bu;
        z ^= z >> 13;
        _text[0] = (byte)prefix;
        System.Buffers.Text.Utf8Formatter.TryFormat(z, _text.AsSpan(1), out int written, new StandardFormat('x', 8));
        _encoder.SetText(field, _text.AsSpan(0, 1 + written));
    }

    private ReadOnlySpan<byte> Id(string prefix, long number)
    {
        int length = Encoding.UTF8.GetBytes(prefix, _text);
        System.Buffers.Text.Utf8Formatter.TryFormat(number, _text.AsSpan(length), out int written);
        return _text.AsSpan(0, length + written);
    }
}
