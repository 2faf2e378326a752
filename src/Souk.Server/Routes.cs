using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Souk.Core.Engine;
using Souk.Server.Access;
using Souk.Server.Cases;
using Souk.Server.Definitions;
using Souk.Server.Diagnosis;
using Souk.Server.Entities;
using Souk.Server.Events;
using Souk.Server.Experiments;
using Souk.Server.Http;
using Souk.Server.Links;
using Souk.Server.Past;
using Souk.Server.Recommend;
using Souk.Server.Rings;
using Souk.Server.Risk;
using Souk.Server.Telemetry;

namespace Souk.Server;

/// <summary>Every path of the API in one place.</summary>
internal static class Routes
{
    internal static void Map(
        IEndpointRouteBuilder routes,
        AccessPolicy access,
        ServerOptions options,
        SoukEngine engine,
        ServerWork work,
        RequestMetrics metrics,
        Readiness readiness)
    {
        EventIntake intake = new(engine, options.Clock, work.DeadLetters);
        EventEndpoint events = new(engine, intake, options);
        DefinitionEndpoint definition = new(engine);
        PastReads past = new(engine, readiness.Stopping);
        DoctorEndpoint doctor = new(new Examination(engine, options.Folder), past);
        routes.MapPost("/v1/events", access.Require(Role.Ingest, events.Handle));
        MapReads(routes, access, engine, past);
        routes.MapGet("/v1/definition", access.Require(Role.Analyst, definition.Get));
        routes.MapPut("/v1/definition", access.Require(Role.Admin, definition.Put));
        MapRecommendations(routes, access, options, engine, work);
        MapCreators(routes, access, new CreatorEndpoint(engine, past));
        MapModels(routes, access, new ModelEndpoint(work.Trainer, readiness.Stopping));
        EvaluationEndpoint evaluations = new(work.Evaluation);
        routes.MapPost("/v1/evaluations", access.Require(Role.Analyst, evaluations.Start));
        routes.MapGet("/v1/evaluations", access.Require(Role.Analyst, evaluations.Get));
        MapExperiments(routes, access, engine, work.Misses);
        MapCases(routes, access, new CaseEndpoint(engine, options.Clock));
        work.Risk.Map(routes, access, past);
        RingEndpoint ringEndpoint = new(engine, past, work.Rings, work.RingSchedule);
        routes.MapGet("/v1/rings", access.Require(Role.Analyst, ringEndpoint.Get));
        routes.MapPost("/v1/rings", access.Require(Role.Analyst, ringEndpoint.Run));
        MapRisk(routes, access, engine, new DecideEndpoint(engine, intake, options));
        MapRiskModels(routes, access, new RiskModelEndpoint(engine, readiness.Stopping));
        routes.MapGet(
            "/v1/decisions/{position}/explain",
            access.Require(Role.Analyst, new DecisionExplainEndpoint(engine, past).Handle));
        routes.MapGet("/v1/doctor", access.Require(Role.Admin, doctor.Handle));
        routes.MapGet(
            "/metrics",
            access.Require(Role.Serve, new PrometheusEndpoint(engine, metrics, work.DeadLetters, work.Recommender).Handle));
        routes.MapGet("/openapi.json", OpenApiDocument.Handle);
        routes.MapGet("/health", HealthEndpoint.Live);
        routes.MapGet("/ready", new HealthEndpoint(engine, readiness).Ready);
    }

    private static void MapReads(IEndpointRouteBuilder routes, AccessPolicy access, SoukEngine engine, PastReads past)
    {
        ReaderPool readers = new();
        EntityEndpoint entities = new(engine, readers, past);
        FeatureEndpoint features = new(engine, readers, past);
        ExplainEndpoint explain = new(engine, past);
        routes.MapGet("/v1/entities/{kind}/{id}", access.Require(Role.Serve, entities.Handle));
        routes.MapGet("/v1/entities/{kind}/{id}/explain", access.Require(Role.Serve, explain.Handle));
        routes.MapGet("/v1/entities/{kind}/{id}/links", access.Require(Role.Serve, new LinkEndpoint(engine).Handle));
        routes.MapPost("/v1/features", access.Require(Role.Serve, features.Handle));
    }

    private static void MapCases(IEndpointRouteBuilder routes, AccessPolicy access, CaseEndpoint cases)
    {
        routes.MapGet("/v1/cases", access.Require(Role.Analyst, cases.Search));
        routes.MapPost("/v1/cases", access.Require(Role.Analyst, cases.Command));
        routes.MapPost("/v1/cases/verdicts", access.Require(Role.Analyst, cases.Verdicts));
        routes.MapGet("/v1/cases/{id}", access.Require(Role.Analyst, cases.Get));
    }

    private static void MapRecommendations(
        IEndpointRouteBuilder routes, AccessPolicy access, ServerOptions options, SoukEngine engine,
        ServerWork work)
    {
        RecommendEndpoint recommend = new(
            engine, work.Recommender, new PageLog(engine, options.Clock), work.Gate, work.Misses, options.Clock);
        routes.MapPost("/v1/recommend", access.Require(Role.Serve, recommend.Recommend));
        routes.MapGet("/v1/items/{id}/relations", access.Require(Role.Serve, recommend.Relations));
    }

    private static void MapCreators(IEndpointRouteBuilder routes, AccessPolicy access, CreatorEndpoint creators)
    {
        routes.MapGet("/v1/creators/{id}/audience", access.Require(Role.Analyst, creators.Audience));
        routes.MapGet("/v1/items/{id}/creators", access.Require(Role.Analyst, creators.Effects));
    }

    private static void MapModels(IEndpointRouteBuilder routes, AccessPolicy access, ModelEndpoint models)
    {
        routes.MapGet("/v1/models", access.Require(Role.Analyst, models.List));
        routes.MapPost("/v1/models/{surface}/train", access.Require(Role.Admin, models.Train));
        routes.MapPost("/v1/models/{surface}/promote", access.Require(Role.Admin, models.Promote));
        routes.MapPost("/v1/models/{surface}/rollback", access.Require(Role.Admin, models.Rollback));
    }

    private static void MapExperiments(
        IEndpointRouteBuilder routes, AccessPolicy access, SoukEngine engine, VariantMisses misses)
    {
        ExperimentEndpoint experiments = new(engine, misses);
        routes.MapPost("/v1/experiments", access.Require(Role.Admin, experiments.Start));
        routes.MapPost("/v1/experiments/{name}/stop", access.Require(Role.Admin, experiments.Stop));
        routes.MapPost("/v1/experiments/{name}/ship", access.Require(Role.Admin, experiments.Ship));
        routes.MapGet("/v1/experiments", access.Require(Role.Analyst, experiments.List));
        routes.MapGet("/v1/experiments/{name}", access.Require(Role.Analyst, experiments.Report));
        routes.MapGet("/v1/assignments/{kind}/{id}", access.Require(Role.Serve, experiments.Assign));
    }

    private static void MapRiskModels(IEndpointRouteBuilder routes, AccessPolicy access, RiskModelEndpoint models)
    {
        routes.MapGet("/v1/risk/models", access.Require(Role.Analyst, models.List));
        routes.MapGet("/v1/risk/models/{name}", access.Require(Role.Analyst, models.Get));
        routes.MapPost("/v1/risk/models/{name}", access.Require(Role.Admin, models.HandIn));
        routes.MapPost("/v1/risk/models/{name}/train", access.Require(Role.Admin, models.Train));
        routes.MapPost("/v1/risk/models/{name}/promote", access.Require(Role.Admin, models.Promote));
        routes.MapPost("/v1/risk/models/{name}/shadow", access.Require(Role.Admin, models.Shadow));
        routes.MapPost("/v1/risk/models/{name}/retire", access.Require(Role.Admin, models.Retire));
        routes.MapPost("/v1/risk/models/{name}/rollback", access.Require(Role.Admin, models.RollBack));
    }

    private static void MapRisk(
        IEndpointRouteBuilder routes, AccessPolicy access, SoukEngine engine, DecideEndpoint decide)
    {
        PolicyEndpoint policy = new(engine);
        ListEndpoint lists = new(engine);
        routes.MapPost("/v1/decide/{checkpoint}", access.Require(Role.Ingest, decide.Decide));
        routes.MapPost("/v1/decide/{checkpoint}/batch", access.Require(Role.Ingest, decide.DecideBatch));
        routes.MapGet("/v1/decisions", access.Require(Role.Analyst, decide.List));
        routes.MapGet("/v1/decisions/{position}", access.Require(Role.Serve, decide.Get));
        routes.MapGet("/v1/risk/policy", access.Require(Role.Analyst, policy.Get));
        routes.MapPut("/v1/risk/policy", access.Require(Role.Admin, policy.Put));
        routes.MapPost("/v1/risk/policy/check", access.Require(Role.Analyst, policy.Check));
        routes.MapPost("/v1/risk/policy/{version}/approve", access.Require(Role.Admin, policy.Approve));
        routes.MapGet("/v1/lists", access.Require(Role.Analyst, lists.Sizes));
        routes.MapPost("/v1/lists", access.Require(Role.Admin, lists.Change));
        routes.MapGet("/v1/lists/{list}", access.Require(Role.Analyst, lists.Export));
        routes.MapGet("/v1/lists/{list}/{value}", access.Require(Role.Serve, lists.Find));
    }
}
