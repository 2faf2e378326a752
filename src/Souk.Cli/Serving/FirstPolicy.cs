using System.Text.Json;
using Souk.Core.Engine;
using Souk.Risk;

namespace Souk.Cli.Serving;

/// <summary>Puts a risk policy in force where there is none yet.</summary>
internal static class FirstPolicy
{
    /// <summary>Checks and logs a policy, if none was handed in before.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="text">The policy.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="by">Who hands it in.</param>
    /// <exception cref="InvalidDataException">The policy has errors.</exception>
    internal static async Task PutInForceAsync(SoukEngine engine, string text, string file, string by)
    {
        RiskEngine risk;
        using (FoldScope scope = engine.Read())
        {
            risk = scope.Fold.Projection<RiskEngine>();
            if (risk.Versions.Count > 0)
            {
                return;
            }
        }

        risk.Check(text, file).OrThrow();
        await engine.DirectAsync(RiskEngine.PolicyDirective, JsonSerializer.SerializeToUtf8Bytes(new { text, by }));
    }
}
