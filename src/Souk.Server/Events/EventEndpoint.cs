using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Server.Access;
using Souk.Server.Http;

namespace Souk.Server.Events;

/// <summary><c>POST /v1/events</c>.</summary>
internal sealed class EventEndpoint(SoukEngine engine, EventIntake intake, ServerOptions options)
{
    private const string RetryAfterSeconds = "1";

    internal async Task Handle(HttpContext context)
    {
        if (FormOf(context.Request) is not EventForm form)
        {
            await Problem.Write(
                context, 415, "Unknown content type",
                $"'{context.Request.ContentType}' is not one of application/json, application/x-ndjson, "
                + "application/cloudevents+json and application/cloudevents-batch+json.");
            return;
        }

        string? ack = context.Request.Query["ack"];
        if (ack is not (null or "durable" or "buffered"))
        {
            await Problem.Write(
                context, 400, "Unknown acknowledgement", $"'{ack}' is not 'durable' or 'buffered'.", "ack");
            return;
        }

        using BodyReader body = new();
        if (!await body.ReadAsync(context, options.MaxBodyBytes))
        {
            return;
        }

        Acknowledgement acknowledgement = ack == "buffered" ? Acknowledgement.Buffered : Acknowledgement.Durable;
        if (engine.Failure is Exception failure)
        {
            await Unavailable(context, failure);
            return;
        }

        try
        {
            await Take(context, body.Body, form, acknowledgement);
        }
        catch (Exception e) when (e is LogFailedException || ReferenceEquals(e, engine.Failure))
        {
            await Unavailable(context, e);
        }
        catch (ObjectDisposedException)
        {
            await Problem.Write(context, 503, "The server is stopping", "Send the events again to its successor.");
        }
    }

    private static EventForm? FormOf(HttpRequest request)
    {
        string? type = request.ContentType?.Split(';', 2)[0].Trim().ToLowerInvariant();
        return type switch
        {
            null or "application/json" or "application/x-www-form-urlencoded" => EventForm.Json,
            "application/x-ndjson" or "application/jsonl" or "application/json-lines" => EventForm.Lines,
            "application/cloudevents+json" => EventForm.CloudEvent,
            "application/cloudevents-batch+json" => EventForm.CloudEventBatch,
            _ => null,
        };
    }

    private static Task Unavailable(HttpContext context, Exception failure) => Problem.Write(
        context, 503, "The server takes no events", $"{failure.Message} Nothing was acknowledged; restart the server.");

    private static Task QueueFull(HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Problem.Write(
            context, 429, "The queue is full",
            "Nothing of this request was taken; send it again after Retry-After seconds.");
    }

    private async Task Take(
        HttpContext context, ReadOnlyMemory<byte> body, EventForm form, Acknowledgement acknowledgement)
    {
        bool isOne = form == EventForm.CloudEvent || (form == EventForm.Json && FirstByte(body.Span) != (byte)'[');
        if (form == EventForm.CloudEventBatch && FirstByte(body.Span) != (byte)'[')
        {
            await Problem.Write(context, 400, "The event is not valid", "A batch of CloudEvents is a JSON array.");
            return;
        }

        if (isOne)
        {
            await TakeOne(context, body, form == EventForm.CloudEvent, acknowledgement);
            return;
        }

        if (await intake.TakeAsync(body, form, acknowledgement) is IntakeResult result)
        {
            context.Features.Get<KeyLimits>()?.SpendEvents(result.Accepted + result.Duplicates + result.Refused);
            await WriteResult(context, result);
        }
        else
        {
            await QueueFull(context);
        }
    }

    private async Task TakeOne(
        HttpContext context, ReadOnlyMemory<byte> body, bool isCloudEvent, Acknowledgement acknowledgement)
    {
        context.Features.Get<KeyLimits>()?.SpendEvents(1);
        (SubmitResult? result, EventError? error) = await intake.TakeOneAsync(body, isCloudEvent, acknowledgement);
        if (error is not null)
        {
            await Problem.Write(context, 400, "The event is not valid", Sentence(error), error.Path);
        }
        else if (result is null)
        {
            await QueueFull(context);
        }
        else
        {
            await JsonReply.Write(context, 200, json =>
            {
                json.WriteNumber("position", result.Positions[0].Value);
                json.WriteBoolean("duplicate", result.Duplicates > 0);
            });
        }
    }

    private static string Sentence(EventError error) =>
        (error.Path.Length == 0 ? $"The event {error.Message}" : $"'{error.Path}' {error.Message}")
        + (error.Message.EndsWith('?') ? string.Empty : ".");

    private static Task WriteResult(HttpContext context, IntakeResult result)
    {
        // A batch of which nothing could be read is a bad request, a batch with some bad lines is not.
        int status = result.Accepted + result.Duplicates == 0 && result.Refused > 0 ? 400 : 200;
        return JsonReply.Write(context, status, json =>
        {
            json.WriteNumber("accepted", result.Accepted);
            json.WriteNumber("duplicates", result.Duplicates);
            json.WriteNumber("refused", result.Refused);
            if (result.Last > LogPosition.Zero)
            {
                json.WriteNumber("first_position", result.First.Value);
                json.WriteNumber("last_position", result.Last.Value);
            }

            if (result.Refused == 0)
            {
                return;
            }

            json.WriteStartArray("errors");
            foreach ((int line, EventError error) in result.Errors)
            {
                json.WriteStartObject();
                json.WriteNumber("line", line);
                json.WriteString("path", error.Path);
                json.WriteString("message", error.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static byte FirstByte(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> text = body.TrimStart(" \t\r\n"u8);
        return text.Length == 0 ? (byte)0 : text[0];
    }
}
