using System.Globalization;
using Microsoft.AspNetCore.Http;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Recommend.Models;
using Souk.Recommend.Training;
using Souk.Server.Access;
using Souk.Server.Http;

namespace Souk.Server.Recommend;

/// <summary>Rankers over HTTP: trained in the background, promoted and rolled back by directives of the log.</summary>
internal sealed class ModelEndpoint(ModelTrainer trainer, CancellationToken stopping)
{
    /// <summary><c>GET /v1/models</c>: how the rankers of all surfaces stand.</summary>
    internal Task List(HttpContext context)
    {
        IReadOnlyList<RankerStatus> all = trainer.Status();
        return JsonReply.Write(context, 200, json =>
        {
            json.WriteStartArray("surfaces");
            foreach (RankerStatus status in all)
            {
                json.WriteStartObject();
                ModelJson.Write(json, status);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary><c>POST /v1/models/{surface}/train?by=&amp;kind=&amp;window=</c>: starts a training; what came of it is
    /// in
    /// <c>GET /v1/models</c>.</summary>
    internal async Task Train(HttpContext context)
    {
        if (await FindAsync(context) is not RankerStatus status)
        {
            return;
        }

        RankTrainingOptions options = new();
        string kind = context.Request.Query["kind"].ToString();
        string window = context.Request.Query["window"].ToString();
        if (kind.Length > 0)
        {
            if (!Enum.TryParse(kind, ignoreCase: true, out RankerKind named) || named == RankerKind.Recall
                || !Enum.IsDefined(named) || char.IsAsciiDigit(kind[0]))
            {
                await Problem.Write(
                    context, 400, "Unknown kind of ranker",
                    $"'{kind}' is none of auto, logistic, factorization, trees, deep, esmm.", "kind");
                return;
            }

            options = options with { Kind = named };
        }

        if (window.Length > 0)
        {
            if (!Duration.TryParse(window, out Duration within) || within.Microseconds <= 0)
            {
                await Problem.Write(
                    context, 400, "Not a span of time", $"'{window}' is no span such as 12h or 2d.", "window");
                return;
            }

            options = options with { Window = within };
        }

        if (status.WhyNotTrained is string why)
        {
            await Problem.Write(context, 409, "Nothing to train", why, "surface");
            return;
        }

        Task<TrainedRanker> training = trainer.TrainAsync(
            status.Surface.Name, Caller.NameOf(context), options, cancellation: stopping);
        if (training.IsFaulted)
        {
            await Problem.Write(
                context, 409, "The training cannot begin", training.Exception.InnerException!.Message, "surface");
            return;
        }

        // The trainer's status tells how it ended; here it is only observed.
        _ = training.ContinueWith(static t => t.Exception, TaskScheduler.Default);
        await JsonReply.Write(context, 202, json =>
        {
            json.WriteString("surface", status.Surface.Name);
            json.WriteBoolean("is_training", true);
        });
    }

    /// <summary><c>POST /v1/models/{surface}/promote?version=&amp;share=&amp;by=</c>: puts a version in force, or tries
    /// it on a share of the subjects.</summary>
    internal async Task Promote(HttpContext context)
    {
        if (await FindAsync(context) is not RankerStatus status)
        {
            return;
        }

        string version = context.Request.Query["version"].ToString();
        string share = context.Request.Query["share"].ToString();
        double part = 1;
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            await Problem.Write(
                context, 400, "No version", $"'{version}' is no version; say which, such as ?version=3.", "version");
        }
        else if (share.Length > 0
            && !double.TryParse(share, NumberStyles.Float, CultureInfo.InvariantCulture, out part))
        {
            await Problem.Write(context, 400, "No share", $"'{share}' is no share such as 0.1.", "share");
        }
        else
        {
            await Put(context, status.Surface.Name, number, part);
        }
    }

    /// <summary><c>POST /v1/models/{surface}/rollback?version=&amp;by=</c>: puts an earlier version in force; without
    /// one, that which was in force before.</summary>
    internal async Task Rollback(HttpContext context)
    {
        if (await FindAsync(context) is not RankerStatus status)
        {
            return;
        }

        string version = context.Request.Query["version"].ToString();
        int number = status.Rankers.InForceBefore;
        if (version.Length > 0 && !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            await Problem.Write(context, 400, "No version", $"'{version}' is no version such as 3.", "version");
            return;
        }

        await Put(context, status.Surface.Name, number, 1);
    }

    private async Task Put(HttpContext context, string surface, int version, double share)
    {
        try
        {
            LogPosition position = await trainer.PromoteAsync(surface, version, Caller.NameOf(context), share);
            SurfaceRankers rankers = trainer.Status().First(s => s.Surface.Name == surface).Rankers;
            await JsonReply.Write(context, 200, json =>
            {
                json.WriteString("surface", surface);
                json.WriteNumber("position", position.Value);
                json.WriteNumber("in_force", rankers.InForce);
                json.WriteNumber("canary", rankers.Canary);
                json.WriteNumber("canary_share", rankers.CanaryShare);
            });
        }
        catch (DirectiveRefusedException e)
        {
            await Problem.Write(context, 409, "The version cannot be put in force", e.Message, "version");
        }
    }

    private async Task<RankerStatus?> FindAsync(HttpContext context)
    {
        string name = (string)context.Request.RouteValues["surface"]!;
        IReadOnlyList<RankerStatus> all = trainer.Status();
        RankerStatus? found = all.FirstOrDefault(s => s.Surface.Name == name);
        if (found is null)
        {
            await Problem.Write(
                context, 404, "Unknown surface",
                $"There is no surface '{name}'{Suggestion.For(name, all.Select(s => s.Surface.Name), "surfaces")}",
                "surface");
        }

        return found;
    }
}
