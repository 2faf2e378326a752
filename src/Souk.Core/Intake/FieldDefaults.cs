using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Core.Intake;

/// <summary>Fills in the defaults of the fields that a sender left out.</summary>
internal static class FieldDefaults
{
    internal static void Apply(EventEncoder encoder, EventType type)
    {
        foreach (FieldDefinition field in type.FieldsWithDefault)
        {
            if (encoder.IsSet(field.Index))
            {
                continue;
            }

            switch (field.Default)
            {
                case string text:
                    encoder.SetText(field.Index, text);
                    break;
                case double number:
                    encoder.SetNumber(field.Index, number);
                    break;
                case long whole:
                    encoder.SetWhole(field.Index, whole);
                    break;
                case Money money:
                    encoder.SetMoney(field.Index, money);
                    break;
                case DateTimeOffset time:
                    encoder.SetTime(field.Index, LogTime.FromDateTimeOffset(time));
                    break;
                case bool flag:
                    encoder.SetFlag(field.Index, flag);
                    break;
                default:
                    throw new InvalidOperationException(
                        $"The default of '{field.Name}' is a {field.Default?.GetType()}.");
            }
        }
    }
}
