using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Experiments.Assignment;
using Souk.Experiments.Running;
using Souk.Log;
using Souk.Recommend.Serving;

namespace Souk.Server.Recommend;

/// <summary>Logs what a page shows: the exposure to a variant, and the impressions, in one batch.</summary>
internal sealed class PageLog(SoukEngine engine, TimeProvider clock)
{
    /// <summary>Logs an answer.</summary>
    /// <param name="body">What was asked for.</param>
    /// <param name="answer">What it shows.</param>
    /// <param name="served">What served it.</param>
    /// <param name="error">What is wrong with the request, or null.</param>
    /// <returns>Null once everything is logged, or why it was not: the page can be shown all the same.</returns>
    internal Task<string?> Add(RecommendBody body, RecommendAnswer answer, ServedVariant? served, out string? error)
    {
        string? viewer = answer.Surface.For == answer.Surface.Actor ? null : body.Viewer;
        error = ImpressionLog.WhyNotLog(answer.Surface, viewer);
        if (error is not null)
        {
            return Task.FromResult<string?>(null);
        }

        EventBatch batch = new(engine.Definition);
        EventJsonParser parser = new(engine.Definition, new IntakeClock(clock, engine.Definition.MaxClockSkew));
        string id = body.Id ?? $"r-{Guid.NewGuid():N}";
        error = (served is null ? null : ExposureLog.AddTo(batch, parser, served, $"{id}-exposure"))?.ToString()
            ?? ImpressionLog.AddTo(
                batch, parser, answer, viewer ?? body.Request.Subject, id, body.Variant ?? NameOf(served))?.ToString();
        return error is null ? SubmitAsync(batch) : Task.FromResult<string?>(null);
    }

    private static string? NameOf(ServedVariant? served) =>
        served?.Experiment is null ? null : $"{served.Experiment}/{served.Variant}";

    private async Task<string?> SubmitAsync(EventBatch batch)
    {
        if (!engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> logged))
        {
            return "the queue of events is full";
        }

        try
        {
            await logged;
            return null;
        }
        catch (LogFailedException e)
        {
            return e.Message;
        }
    }
}
