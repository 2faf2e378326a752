using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Tests.Events;

public sealed class EventRoundTripTests
{
    private const string Market = """
        name: round
        base_currency: EUR
        max_clock_skew: 5m
        entities: { shopper: {}, item: {} }
        events:
          all:
            fields:
              shopper: shopper
              note: text?
              weight: number?
              pieces: whole?
              amount: money?
              due: time?
              gift: flag?
              tags: list of text?
              items: list of item?
              weights: list of number?
              counts: list of whole?
              amounts: list of money?
              times: list of time?
              flags: list of flag?
          bare: { fields: { shopper: shopper? } }
        """;

    private static readonly string[] _pieces = ["a", "é", "\"", "\\", "\n", "\u0001", "😀", "/", "<"];
    private static readonly MarketplaceDefinition _definition = DefinitionLoader.Parse(Market, "m.yaml").OrThrow();

    [Fact]
    public void RandomEvents_WrittenAsJson_ComeBackAsTheSameBytes()
    {
        EventBatch batch = RandomEvents(new Random(13), 3_000);
        using MemoryStream json = new();
        using (EventJsonWriter writer = new(_definition, json))
        {
            writer.Write(batch);
        }

        EventBatch again = TestMarket.Batch(
            _definition, Encoding.UTF8.GetString(json.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(batch.Count, again.Count);
        Assert.True(batch.Bytes.SequenceEqual(again.Bytes));
    }

    [Fact]
    public void UnderAChangedDefinition_WhatHasTheSameNameAndType_IsReadAndTheRestLeftOut()
    {
        MarketplaceDefinition changed = DefinitionLoader.Parse(
            """
            name: changed
            base_currency: EUR
            entities: { item: {}, shopper: {} }
            events:
              all:
                fields:
                  extra: text?
                  tags: list of text?
                  note: whole?
                  amount: money?
                  shopper: shopper
            """,
            "c.yaml").OrThrow();
        EventBatch batch = RandomEvents(new Random(14), 500);
        using Arena arena = new("test");
        EventView old = View(arena, _definition);
        using Arena other = new("other");
        EventView view = View(other, changed);
        EventType target = changed.EventTypes[0];
        StoredEventType[] asWritten = StoredEventType.Map(_definition, _definition);
        StoredEventType[] asRead = StoredEventType.Map(_definition, changed);
        int read = 0;
        for (int i = 0, at = 0; i < batch.Count; i++)
        {
            ReadOnlySpan<byte> record = batch.RecordAt(at);
            at += record.Length;
            old.Load(record, asWritten, LogPosition.Zero, default);
            Assert.Equal(old.Type.Name == "all", view.Load(record, asRead, LogPosition.Zero, default));
            if (old.Type.Name != "all")
            {
                continue;
            }

            read++;
            Assert.Equal(old.TextString(0), view.TextString(target.FindField("shopper")!.Index));
            Assert.Equal(old.Has(4), view.Has(target.FindField("amount")!.Index));
            Assert.Equal(old.Bits(4), view.Bits(target.FindField("amount")!.Index));
            Assert.True(old.Text(7).SequenceEqual(view.Text(target.FindField("tags")!.Index)));
            Assert.False(view.Has(target.FindField("note")!.Index));
            Assert.False(view.Has(target.FindField("extra")!.Index));
        }

        Assert.True(read > 100);
    }

    [Fact]
    public void DamagedRecords_GiveAValueOrInvalidData_AndNothingElse()
    {
        EventBatch batch = RandomEvents(new Random(15), 200);
        using Arena arena = new("test");
        EventView view = View(arena, _definition);
        StoredEventType[] types = StoredEventType.Map(_definition, _definition);
        Random random = new(16);
        int refused = 0;
        for (int round = 0; round < 200; round++)
        {
            for (int i = 0, at = 0; i < batch.Count; i++)
            {
                byte[] record = batch.RecordAt(at).ToArray();
                at += record.Length;
                for (int change = random.Next(4); change > 0; change--)
                {
                    record[random.Next(EventFormat.LengthBytes, record.Length)] = (byte)random.Next(256);
                }

                record = random.Next(3) == 0 ? record[..random.Next(EventFormat.LengthBytes, record.Length)] : record;
                refused += CanRead(view, record, types) ? 0 : 1;
            }
        }

        Assert.InRange(refused, 1_000, 39_000);
    }

    [Fact]
    public void DamagedBatches_OfTheLog_GiveAValueOrInvalidData()
    {
        EventBatch batch = RandomEvents(new Random(17), 20);
        StoredEventType[] types = StoredEventType.Map(_definition, _definition);
        Random random = new(18);
        int refused = 0;
        for (int round = 0; round < 1_000; round++)
        {
            byte[] records = batch.Bytes.ToArray();
            records[random.Next(records.Length)] ^= (byte)(1 << random.Next(8));
            records = random.Next(2) == 0 ? records[..random.Next(records.Length)] : records;
            using Fold fold = new(_definition, []);
            try
            {
                fold.Replay(records, types, new LogPosition(1), new LogPosition(long.MaxValue));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 999);
    }

    [Fact]
    public void TheEncoder_RefusesWhatBreaksItsRules()
    {
        EventEncoder encoder = new();
        EventBatch batch = new(_definition);
        EventType all = _definition.EventTypes[0];
        Assert.Throws<ArgumentException>(() => encoder.Begin(all, default, default));
        Assert.Throws<ArgumentException>(() => encoder.Begin(all, new byte[EventEncoder.MaxIdBytes + 1], default));
        encoder.Begin(all);
        Assert.Throws<InvalidOperationException>(() => encoder.End(batch, default));
        encoder.Begin(all, "1"u8, default);
        Assert.Equal("shopper", encoder.FirstMissing()!.Name);
        Assert.Throws<InvalidOperationException>(() => encoder.End(batch, default));
        Assert.Throws<InvalidOperationException>(() => encoder.SetNumber(0, 1));
        encoder.BeginList(7);
        for (int i = 0; i <= EventEncoder.MaxListElements; i++)
        {
            encoder.AddText("x"u8);
        }

        Assert.Throws<InvalidOperationException>(encoder.EndList);
        Assert.Equal(0, batch.Count);
    }

    private static bool CanRead(EventView view, byte[] record, StoredEventType[] types)
    {
        try
        {
            if (view.Load(record, types, new LogPosition(1), default))
            {
                ReadAll(view);
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static void ReadAll(EventView view)
    {
        foreach (FieldDefinition field in view.Type.Fields)
        {
            Assert.True(view.Has(field.Index) || view.Bits(field.Index) == 0);
            if (field.Type.Kind == ValueKind.List)
            {
                ListReader list = view.List(field.Index);
                int elements = 0;
                while (list.MoveNext())
                {
                    elements += list.Text.Length >= 0 ? 1 : 0;
                }

                Assert.Equal(list.Count, elements);
            }
            else if (field.Type.Kind is ValueKind.Text or ValueKind.Entity)
            {
                Assert.True(view.Text(field.Index).Length >= 0);
            }
        }
    }

    private static EventView View(Arena arena, MarketplaceDefinition definition)
    {
        EntityTable entities = new(arena, definition.EntityKinds.Count);
        return new EventView(entities, new ProfileStore(arena, definition, entities), definition);
    }

    private static EventBatch RandomEvents(Random random, int count)
    {
        EventBatch batch = new(_definition);
        EventEncoder encoder = new();
        for (int i = 0; i < count; i++)
        {
            LogTime time = Time(random);
            EventType type = _definition.EventTypes[random.Next(10) == 0 ? 1 : 0];
            encoder.Begin(type, Encoding.UTF8.GetBytes($"e{i}"), time);
            foreach (FieldDefinition field in type.Fields)
            {
                if (field.Required || random.Next(2) == 0)
                {
                    Set(encoder, field, random);
                }
            }

            encoder.End(batch, time);
        }

        return batch;
    }

    private static void Set(EventEncoder encoder, FieldDefinition field, Random random)
    {
        switch (field.Type.Kind)
        {
            case ValueKind.Text or ValueKind.Entity:
                encoder.SetText(field.Index, Text(random));
                break;
            case ValueKind.Number:
                encoder.SetNumber(field.Index, Number(random));
                break;
            case ValueKind.Whole:
                encoder.SetWhole(field.Index, Whole(random));
                break;
            case ValueKind.Money:
                encoder.SetMoney(field.Index, Money.FromUnits(Whole(random)));
                break;
            case ValueKind.Time:
                encoder.SetTime(field.Index, Time(random));
                break;
            case ValueKind.Flag:
                encoder.SetFlag(field.Index, random.Next(2) == 0);
                break;
            default:
                encoder.BeginList(field.Index);
                for (int left = random.Next(4); left > 0; left--)
                {
                    Add(encoder, field.Type.Element!.Kind, random);
                }

                encoder.EndList();
                break;
        }
    }

    private static void Add(EventEncoder encoder, ValueKind kind, Random random)
    {
        switch (kind)
        {
            case ValueKind.Text or ValueKind.Entity:
                encoder.AddText(Encoding.UTF8.GetBytes(Text(random)));
                break;
            case ValueKind.Number:
                encoder.AddNumber(Number(random));
                break;
            case ValueKind.Whole:
                encoder.AddWhole(Whole(random));
                break;
            case ValueKind.Money:
                encoder.AddMoney(Money.FromUnits(Whole(random)));
                break;
            case ValueKind.Time:
                encoder.AddTime(Time(random));
                break;
            default:
                encoder.AddFlag(random.Next(2) == 0);
                break;
        }
    }

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => _pieces[random.Next(_pieces.Length)]));

    private static double Number(Random random) => random.Next(5) switch
    {
        0 => double.MaxValue,
        1 => double.Epsilon,
        2 => -0.1,
        _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300)),
    };

    private static long Whole(Random random) => random.Next(4) switch
    {
        0 => long.MinValue,
        1 => long.MaxValue,
        2 => random.Next(-100, 100),
        _ => random.NextInt64(),
    };

    private static LogTime Time(Random random) => new(random.NextInt64(1_700_000_000_000_000));
}
