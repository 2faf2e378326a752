using System.Globalization;
using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Risk.Explaining;
using Souk.Server.Http;
using Souk.Server.Past;

namespace Souk.Server.Risk;

/// <summary><c>GET /v1/decisions/{position}/explain</c>: a decision derived from the log once more, compared with the
/// one that was made.</summary>
internal sealed class DecisionExplainEndpoint(SoukEngine engine, PastReads past)
{
    private readonly DecisionExplainer _explainer = new(engine);

    internal async Task Handle(HttpContext context)
    {
        string text = (string)context.Request.RouteValues["position"]!;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long position))
        {
            await Problem.Write(
                context, 400, "No log position", $"'{text}' is no log position (1, 2, 3 ...).", "position");
            return;
        }

        DecisionExplanation explanation = null!;
        if (await past.TryRun(
            context, cancel => explanation = _explainer.Explain(new LogPosition(position), null, cancel)))
        {
            await JsonReply.Write(context, 200, json => DecisionExplanationJson.Write(json, explanation));
        }
    }
}
