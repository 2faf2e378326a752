using System.Text;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Expressions;
using Souk.Log;

namespace Souk.Core.Events;

/// <summary>The getters that <see cref="EventExpressions"/> binds names to, by what they read: the event itself, a
/// field of it, or an attribute of the entity that a field names.</summary>
internal static class EventReads
{
    internal static string TextStringOfEvent(EventView e, string name) =>
        name == "type" ? e.Type.Name : Encoding.UTF8.GetString(e.Id);

    internal static bool TextEqualsOfEvent(EventView e, string name, byte[] utf8) =>
        name == "type" ? e.TypeNameUtf8.SequenceEqual(utf8) : e.Id.SequenceEqual(utf8);

    internal static CelTimestamp TimestampOfEvent(EventView e, string name) => ToTimestamp(e.Time.Microseconds);

    internal static bool HasOfField(EventView e, int field) => e.Has(field);

    internal static string TextStringOfField(EventView e, int field) => e.TextString(field);

    internal static bool TextEqualsOfField(EventView e, int field, byte[] utf8) => e.TextEquals(field, utf8);

    internal static long BitsOfField(EventView e, int field) => e.Bits(field);

    internal static double NumberOfField(EventView e, int field) => e.Number(field);

    internal static double MoneyAsNumberOfField(EventView e, int field) => Money.FromUnits(e.Bits(field)).ToDouble();

    internal static CelTimestamp TimestampOfField(EventView e, int field) => ToTimestamp(e.Bits(field));

    internal static CelList CelListOfOfField(EventView e, int field) =>
        ToList(e.List(field), e.Type.Fields[field].Type.Element!.Kind);

    internal static bool HasOfAttribute(EventView e, EntityKind kind, int field, int attribute) =>
        e.Profiles.Has(kind, e.Entity(field), attribute);

    internal static string TextStringOfAttribute(EventView e, EntityKind kind, int field, int attribute) =>
        e.Profiles.TextString(kind, e.Entity(field), attribute);

    internal static bool TextEqualsOfAttribute(EventView e, EntityKind kind, int field, int attribute, byte[] utf8) =>
        e.Profiles.Text(kind, e.Entity(field), attribute).SequenceEqual(utf8);

    internal static long BitsOfAttribute(EventView e, EntityKind kind, int field, int attribute) =>
        e.Profiles.Bits(kind, e.Entity(field), attribute);

    internal static double NumberOfAttribute(EventView e, EntityKind kind, int field, int attribute) =>
        BitConverter.Int64BitsToDouble(BitsOfAttribute(e, kind, field, attribute));

    internal static double MoneyAsNumberOfAttribute(EventView e, EntityKind kind, int field, int attribute) =>
        Money.FromUnits(BitsOfAttribute(e, kind, field, attribute)).ToDouble();

    internal static CelTimestamp TimestampOfAttribute(EventView e, EntityKind kind, int field, int attribute) =>
        ToTimestamp(BitsOfAttribute(e, kind, field, attribute));

    internal static CelList CelListOfOfAttribute(EventView e, EntityKind kind, int field, int attribute)
    {
        ValueKind element = kind.Attributes[attribute].Type.Element!.Kind;
        return ToList(new ListReader(e.Profiles.ListBytes(kind, e.Entity(field), attribute), element), element);
    }

    private static CelTimestamp ToTimestamp(long microseconds)
    {
        long seconds = Math.DivRem(microseconds, 1_000_000, out long rest);
        if (rest < 0)
        {
            seconds--;
            rest += 1_000_000;
        }

        return CelTimestamp.FromUnixSeconds(seconds, (int)rest * 1000);
    }

    private static CelList ToList(ListReader reader, ValueKind kind)
    {
        CelValue[] values = new CelValue[reader.Count];
        for (int i = 0; reader.MoveNext(); i++)
        {
            values[i] = kind switch
            {
                ValueKind.Text or ValueKind.Entity => CelValue.FromString(Encoding.UTF8.GetString(reader.Text)),
                ValueKind.Number => CelValue.FromDouble(reader.Number),
                ValueKind.Money => CelValue.FromDouble(reader.Money.ToDouble()),
                ValueKind.Whole => CelValue.FromInt(reader.Whole),
                ValueKind.Flag => CelValue.FromBool(reader.Flag),
                _ => CelValue.FromTimestamp(ToTimestamp(reader.Time.Microseconds)),
            };
        }

        return CelList.Over(values);
    }
}
