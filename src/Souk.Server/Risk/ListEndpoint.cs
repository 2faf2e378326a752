using System.Globalization;
using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Lists;
using Souk.Server.Http;

namespace Souk.Server.Risk;

/// <summary>Allow, deny and watch lists over HTTP.</summary>
internal sealed class ListEndpoint(SoukEngine engine)
{
    // 100,000 entries with reasons.
    private const long MaxBodyBytes = 32 << 20;

    // A part of this size is read in a few milliseconds, during which no event is taken in.
    private const int MaxPart = 10_000;
    private const int DefaultPart = 1_000;

    /// <summary><c>POST /v1/lists</c>: adds entries to a list and takes others out, at one log position.</summary>
    internal async Task Change(HttpContext context)
    {
        using BodyReader body = new();
        if (!await body.ReadJsonAsync(context, MaxBodyBytes, "The change is not valid"))
        {
            return;
        }

        byte[] json = body.Body.ToArray();
        if (ListChange.Read(json, out string error) is not ListChange change)
        {
            await Problem.Write(context, 400, "The change is not valid", error + "; nothing was changed.");
            return;
        }

        LogPosition position = await engine.DirectAsync(RiskEngine.ListDirective, json);
        await JsonReply.Write(context, 200, reply =>
        {
            reply.WriteString("list", change.List);
            reply.WriteNumber("added", change.Add.Count);
            reply.WriteNumber("removed", change.Remove.Count);
            reply.WriteNumber("position", position.Value);
        });
    }

    /// <summary><c>GET /v1/lists</c>: the lists and their sizes.</summary>
    internal Task Sizes(HttpContext context)
    {
        (string Name, long Count)[] lists;
        using (FoldScope scope = engine.Read())
        {
            lists = [.. scope.Fold.Projection<RiskEngine>().Lists];
        }

        return JsonReply.Write(context, 200, json =>
        {
            json.WriteStartArray("lists");
            foreach ((string name, long count) in lists)
            {
                json.WriteStartObject();
                json.WriteString("list", name);
                json.WriteNumber("entries", count);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary><c>GET /v1/lists/{list}?from=&amp;limit=</c>: a part of a list, expired entries included;
    /// <c>next</c> says where the next part starts.</summary>
    internal Task Export(HttpContext context)
    {
        string list = (string)context.Request.RouteValues["list"]!;
        if (!TryNumber(context, "from", 0, uint.MaxValue, out long from)
            || !TryNumber(context, "limit", DefaultPart, MaxPart, out long limit) || limit == 0)
        {
            return Problem.Write(
                context, 400, "The part is not valid",
                $"'from' is what 'next' said, and 'limit' is 1 to {MaxPart}.", "from");
        }

        ListPage? page;
        using (FoldScope scope = engine.Read())
        {
            page = scope.Fold.Projection<RiskEngine>().ReadList(list, (uint)from, (int)limit);
        }

        return page is null
            ? Problem.Write(context, 404, "No such list", $"There is no list '{list}'.", "list")
            : JsonReply.Write(context, 200, json =>
            {
                json.WriteString("list", list);
                json.WriteNumber("changes", page.Changes);
                if (page.Next is long next)
                {
                    json.WriteNumber("next", next);
                }

                json.WriteStartArray("entries");
                foreach (ListEntry entry in page.Entries)
                {
                    ListFile.Write(json, entry);
                }

                json.WriteEndArray();
            });
    }

    private static bool TryNumber(HttpContext context, string name, long otherwise, long most, out long number)
    {
        string? text = context.Request.Query[name];
        number = otherwise;
        return text is null
            || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most);
    }

    /// <summary><c>GET /v1/lists/{list}/{value}</c>: the entry that a value meets now.</summary>
    internal Task Find(HttpContext context)
    {
        string list = (string)context.Request.RouteValues["list"]!;
        string value = (string)context.Request.RouteValues["value"]!;
        ListEntry? entry;
        using (FoldScope scope = engine.Read())
        {
            entry = scope.Fold.Projection<RiskEngine>().FindInList(list, value, scope.Fold.Time);
        }

        return entry is null
            ? Problem.Write(context, 404, "Not in the list", $"'{value}' is not in the list '{list}' now.", "value")
            : JsonReply.Write(context, 200, json =>
            {
                json.WriteString("entry", entry.Value);
                json.WriteString("reason", entry.Reason);
                json.WriteString("source", entry.Source);
                json.WriteNumber("score", entry.Score);
                if (entry.Until is LogTime until)
                {
                    json.WriteString("until", Rfc3339.Format(until));
                }
            });
    }
}
