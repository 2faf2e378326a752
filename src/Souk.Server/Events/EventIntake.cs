using System.Collections.Concurrent;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Log;

namespace Souk.Server.Events;

/// <summary>Turns the body of a request into events and hands them to the engine.</summary>
internal sealed class EventIntake(SoukEngine engine, TimeProvider clock, DeadLetterFile deadLetters)
{
    private readonly ConcurrentBag<Workspace> _free = [];

    /// <summary>Takes a body in.</summary>
    /// <returns>Null if the engine's queue is full: then nothing of the body was taken.</returns>
    internal async ValueTask<IntakeResult?> TakeAsync(
        ReadOnlyMemory<byte> body, EventForm form, Acknowledgement acknowledgement)
    {
        IntakeResult result = new();
        Workspace workspace = Rent();
        try
        {
            Parse(body.Span, form, workspace, result);
            if (!engine.TrySubmit(workspace.Batch, acknowledgement, out Task<SubmitResult> answer))
            {
                return null;
            }

            result.Add(await answer);
            return result;
        }
        finally
        {
            workspace.Batch.Clear();
            _free.Add(workspace);
        }
    }

    /// <summary>Takes one event in; gives its error instead of keeping it as a dead letter.</summary>
    internal async ValueTask<(SubmitResult? Result, EventError? Error)> TakeOneAsync(
        ReadOnlyMemory<byte> body, bool isCloudEvent, Acknowledgement acknowledgement)
    {
        Workspace workspace = Rent();
        try
        {
            EventError? error = workspace.Parser.Parse(body.Span, isCloudEvent, workspace.Batch);
            if (error is not null)
            {
                return (null, error);
            }

            return engine.TrySubmit(workspace.Batch, acknowledgement, out Task<SubmitResult> answer)
                ? (await answer, null)
                : (null, null);
        }
        finally
        {
            workspace.Batch.Clear();
            _free.Add(workspace);
        }
    }

    /// <summary>Takes several events in, all or none; gives the first error instead of keeping it as a dead
    /// letter.</summary>
    /// <param name="body">What the ranges are of.</param>
    /// <param name="events">Where each event stands.</param>
    /// <param name="acknowledgement">Whether the answer waits for the disk.</param>
    internal async ValueTask<(SubmitResult? Result, EventError? Error)> TakeAllAsync(
        ReadOnlyMemory<byte> body, List<Range> events, Acknowledgement acknowledgement)
    {
        Workspace workspace = Rent();
        try
        {
            for (int i = 0; i < events.Count; i++)
            {
                if (workspace.Parser.Parse(body.Span[events[i]], isCloudEvent: false, workspace.Batch)
                    is EventError error)
                {
                    return (null, new EventError($"[{i}].{error.Path}", error.Message));
                }
            }

            return engine.TrySubmit(workspace.Batch, acknowledgement, out Task<SubmitResult> answer)
                ? (await answer, null)
                : (null, null);
        }
        finally
        {
            workspace.Batch.Clear();
            _free.Add(workspace);
        }
    }

    private void Parse(ReadOnlySpan<byte> body, EventForm form, Workspace workspace, IntakeResult result)
    {
        if (form == EventForm.Lines)
        {
            ParseLines(body, workspace, result);
        }
        else
        {
            ParseArray(body, form == EventForm.CloudEventBatch, workspace, result);
        }
    }

    private void ParseLines(ReadOnlySpan<byte> body, Workspace workspace, IntakeResult result)
    {
        for (int line = 1; body.Length > 0; line++)
        {
            int end = body.IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            text = text.TrimEnd("\r \t"u8);
            if (text.Length > 0)
            {
                ParseOne(text, isCloudEvent: false, line, workspace, result);
            }
        }
    }

    // An array that breaks off is refused from there on; the elements before it are whole and taken.
    private void ParseArray(ReadOnlySpan<byte> body, bool isCloudEvent, Workspace workspace, IntakeResult result)
    {
        Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = EventJsonParser.MaxDepth + 1 });
        int element = 0;
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                element++;
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                ParseOne(body[start..(int)reader.BytesConsumed], isCloudEvent, element, workspace, result);
            }

            if (reader.Read())
            {
                result.Refuse(element + 1, new EventError(string.Empty, "there is something behind the array's end"));
            }
        }
        catch (JsonException e)
        {
            EventError error = new(string.Empty, $"the array is not valid JSON here: {JsonProblem.Describe(e)}");
            result.Refuse(element + 1, error);
            deadLetters.Add(element + 1, error, body[(int)Math.Min(reader.BytesConsumed, body.Length)..]);
        }
    }

    private void ParseOne(
        ReadOnlySpan<byte> text, bool isCloudEvent, int line, Workspace workspace, IntakeResult result)
    {
        if (workspace.Parser.Parse(text, isCloudEvent, workspace.Batch) is EventError error)
        {
            result.Refuse(line, error);
            deadLetters.Add(line, error, text);
        }
    }

    private Workspace Rent()
    {
        MarketplaceDefinition definition = engine.Definition;
        while (_free.TryTake(out Workspace? workspace))
        {
            if (ReferenceEquals(workspace.Batch.Definition, definition))
            {
                return workspace;
            }
        }

        return new Workspace(
            new EventJsonParser(definition, new IntakeClock(clock, definition.MaxClockSkew)),
            new EventBatch(definition));
    }

    private sealed record Workspace(EventJsonParser Parser, EventBatch Batch);
}
