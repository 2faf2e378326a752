using System.Text;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Expressions;

namespace Souk.Features.Sources;

/// <summary>An expression that gives a double. One that gives an error has no value.</summary>
internal sealed class NumberExpressionSource(CelProgram<EventView, double> program) : EventSource
{
    internal override bool TryRead(EventView e, out long bits)
    {
        CelResult<double> result = program.Evaluate(e);
        bits = BitConverter.DoubleToInt64Bits(result.ValueOr(0));
        return result.HasValue;
    }
}

/// <summary>An expression that gives a whole number.</summary>
internal sealed class WholeExpressionSource(CelProgram<EventView, long> program) : EventSource
{
    internal override bool TryRead(EventView e, out long bits)
    {
        CelResult<long> result = program.Evaluate(e);
        bits = result.ValueOr(0);
        return result.HasValue;
    }
}

/// <summary>An expression that gives a flag.</summary>
internal sealed class FlagExpressionSource(CelProgram<EventView, bool> program) : EventSource
{
    internal override bool TryRead(EventView e, out long bits)
    {
        CelResult<bool> result = program.Evaluate(e);
        bits = result.ValueOr(false) ? 1 : 0;
        return result.HasValue;
    }
}

/// <summary>An expression that gives a moment, cut to microseconds.</summary>
internal sealed class TimeExpressionSource(CelProgram<EventView, CelTimestamp> program) : EventSource
{
    internal override bool TryRead(EventView e, out long bits)
    {
        CelResult<CelTimestamp> result = program.Evaluate(e);
        CelTimestamp time = result.ValueOr(default);
        bits = (time.Seconds * 1_000_000) + (time.Nanos / 1000);
        return result.HasValue;
    }
}

/// <summary>An expression that gives a text, numbered for the time of the event.</summary>
internal sealed class TextExpressionSource(CelProgram<EventView, string> program) : EventSource
{
    internal override bool MustRelease => true;

    internal override bool TryRead(EventView e, out long bits)
    {
        bits = 0;
        CelResult<string> result = program.Evaluate(e);
        if (!result.HasValue)
        {
            return false;
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(result.Value);
        if (utf8.Length > EntityTable.MaxTextBytes)
        {
            return false;
        }

        bits = e.Entities.Acquire(e.Entities.TextKind, utf8);
        return true;
    }
}
