using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Experiments;
using Souk.Experiments.Assignment;
using Souk.Experiments.Results;
using Souk.Experiments.Running;
using Souk.Log;
using Souk.Server.Http;

namespace Souk.Server.Experiments;

/// <summary>Experiments over HTTP: started and stopped by directives of the log, read from the projection.</summary>
internal sealed class ExperimentEndpoint(SoukEngine engine, VariantMisses misses)
{
    /// <summary><c>POST /v1/experiments</c>: starts one.</summary>
    internal async Task Start(HttpContext context)
    {
        using BodyReader body = new();
        if (!await body.ReadJsonAsync(context, ExperimentProjection.MaxPlanBytes, "The experiment is not valid"))
        {
            return;
        }

        ExperimentPlan? plan = ExperimentPlanReader.Read(
            body.Body.Span, engine.Definition, out IReadOnlyList<string> errors);
        if (plan is null)
        {
            await Problem.Write(
                context, 400, "The experiment is not valid", string.Join("; ", errors), errors[0].Split(':')[0]);
            return;
        }

        byte[] json = body.Body.ToArray();
        await Direct(
            context, ExperimentProjection.StartDirective, json,
            fold => fold.Projection<ExperimentProjection>().WhyNotStart(json) ?? PinnedVersions.WhyNotServe(fold, plan),
            plan.Name);
    }

    /// <summary><c>POST /v1/experiments/{name}/stop?reason=</c>: stops one; its result stays.</summary>
    internal Task Stop(HttpContext context) => Conclude(context, null);

    /// <summary><c>POST /v1/experiments/{name}/ship?variant=&amp;reason=</c>: stops one and lets a variant's surfaces
    /// serve all from then on.</summary>
    internal async Task Ship(HttpContext context)
    {
        if (context.Request.Query["variant"].ToString() is { Length: > 0 } variant)
        {
            await Conclude(context, variant);
            return;
        }

        await Problem.Write(
            context, 400, "No variant", "Say which variant is shipped, such as ?variant=new.", "variant");
    }

    /// <summary><c>GET /v1/experiments</c>: all of them, in the order of their start.</summary>
    internal Task List(HttpContext context)
    {
        List<ExperimentSums> all = [];
        using (FoldScope scope = engine.Read())
        {
            ExperimentProjection projection = scope.Fold.Projection<ExperimentProjection>();
            all.AddRange(projection.Names.Select(n => projection.SumsOf(n)!));
        }

        return JsonReply.Write(context, 200, json =>
        {
            json.WriteStartArray("experiments");
            foreach (ExperimentSums sums in all)
            {
                json.WriteStartObject();
                ExperimentJson.WriteHead(json, sums, misses);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary><c>GET /v1/experiments/{name}</c>: what it shows so far.</summary>
    internal Task Report(HttpContext context)
    {
        string name = NameOf(context);
        if (Sums(name) is not ExperimentSums sums)
        {
            return Unknown(context, name);
        }

        return JsonReply.Write(context, 200, json =>
        {
            ExperimentJson.WriteHead(json, sums, misses);
            if (sums.Plan is not null)
            {
                ExperimentJson.WriteResults(json, ExperimentReport.Of(sums));
            }
        });
    }

    /// <summary><c>GET /v1/assignments/{kind}/{id}</c>: the variants of a unit. Say with an exposure event when it
    /// really met one.</summary>
    internal Task Assign(HttpContext context)
    {
        string kind = (string)context.Request.RouteValues["kind"]!;
        string id = (string)context.Request.RouteValues["id"]!;
        if (engine.Definition.FindKind(kind) is null)
        {
            return Problem.Write(context, 404, "Unknown entity kind", $"There is no kind '{kind}'.", "kind");
        }

        IReadOnlyList<Assigned> assigned;
        using (FoldScope scope = engine.Read())
        {
            assigned = scope.Fold.Projection<ExperimentProjection>().Assign(kind, id);
        }

        return JsonReply.Write(context, 200, json =>
        {
            json.WriteStartObject("variants");
            foreach (Assigned one in assigned)
            {
                json.WriteString(one.Experiment, one.Variant);
            }

            json.WriteEndObject();
        });
    }

    private async Task Conclude(HttpContext context, string? ship)
    {
        string name = NameOf(context);
        string reason = context.Request.Query["reason"].ToString();
        if (Sums(name) is null)
        {
            await Unknown(context, name);
        }
        else if (reason.Length > Conclusion.MaxReason)
        {
            await Problem.Write(
                context, 400, "The reason is too long",
                $"It has {reason.Length} characters; at most {Conclusion.MaxReason} are taken.", "reason");
        }
        else
        {
            Conclusion conclusion = new(name, ship, reason.Length == 0 ? null : reason);
            await Direct(
                context, ExperimentProjection.ConcludeDirective, conclusion.ToJson(),
                fold => WhyNotConclude(fold, conclusion), name);
        }
    }

    private static string? WhyNotConclude(Fold fold, Conclusion conclusion)
    {
        ExperimentProjection experiments = fold.Projection<ExperimentProjection>();
        return experiments.WhyNotConclude(conclusion)
            ?? (conclusion.Ship is null ? null : PinnedVersions.WhyNotServe(
                fold, experiments.SumsOf(conclusion.Name)!.Plan!.Variants.First(v => v.Name == conclusion.Ship)));
    }

    private static string NameOf(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    private static Task Unknown(HttpContext context, string name) => Problem.Write(
        context, 404, "Unknown experiment", $"There is no experiment '{name}'; GET /v1/experiments lists them.",
        "name");

    private async Task Direct(
        HttpContext context, string directive, byte[] body, Func<Fold, string?> refuse, string name)
    {
        try
        {
            LogPosition position = await engine.DirectAsync(
                directive, body, refuse);
            await JsonReply.Write(context, 200, json =>
            {
                json.WriteString("name", name);
                json.WriteNumber("position", position.Value);
            });
        }
        catch (DirectiveRefusedException e)
        {
            await Problem.Write(context, 409, "The experiment cannot be changed so", e.Message, "name");
        }
    }

    private ExperimentSums? Sums(string name)
    {
        using FoldScope scope = engine.Read();
        return scope.Fold.Projection<ExperimentProjection>().SumsOf(name);
    }
}
