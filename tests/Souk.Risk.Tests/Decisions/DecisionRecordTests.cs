using Souk.Risk.Decisions;

namespace Souk.Risk.Tests.Decisions;

public sealed class DecisionRecordTests
{
    // Written by the first format. It must be readable for ever.
    private const string Golden =
        "03000000000000000400000000000000000000000000F83F000000000000F8FF05000000000000000600000007"
        + "0008000302020100010009000A00000000000000E03F000000000000D03F0B0000000C0000000202000000803F"
        + "000000C0000000000000E8BF000000000000F8FF0D00000000000000000000";

    [Fact]
    public void TheGoldenRecord_IsWrittenAndRead()
    {
        DecisionBlock block = new()
        {
            Position = 3,
            Time = 4,
            Score = 1.5,
            Amount = double.NaN,
            IdHash = 5,
            Policy = 6,
            Faults = 7,
            Type = 8,
            Outcome = 3,
            ShadowOutcome = 2,
            ModelCount = 2,
            LiveCount = 1,
            ShadowCount = 1,
        };
        ModelScoreBlock[] models =
        [
            new()
            {
                Probability = 0.5,
                ChallengerProbability = 0.25,
                Version = 11,
                ChallengerVersion = 12,
                Outcome = 2,
                Columns = 2,
            },
            new() { Probability = -0.75, ChallengerProbability = double.NaN, Version = 13 },
        ];
        StoredDecision decision = new(block, [9, 10], models, [[1f, -2f], null]);
        using MemoryStream memory = new();
        using (BinaryWriter writer = new(memory))
        {
            DecisionRecord.Write(writer, decision);
        }

        Assert.Equal(Golden, Convert.ToHexString(memory.ToArray()));
        StoredDecision read = DecisionRecord.Read(Convert.FromHexString(Golden));
        Assert.Equal(decision.Block, read.Block);
        Assert.Equal(decision.Rules, read.Rules);
        Assert.Equal(decision.Models, read.Models);
        Assert.Equal(decision.Rows, read.Rows);
        for (int length = 0; length < Golden.Length / 2; length++)
        {
            Assert.ThrowsAny<Exception>(() => DecisionRecord.Read(Convert.FromHexString(Golden[..(2 * length)])));
        }
    }
}
