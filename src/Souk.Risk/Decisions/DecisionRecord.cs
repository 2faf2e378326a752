namespace Souk.Risk.Decisions;

/// <summary>
/// A decision as a file of answers keeps it. Little-endian: position i64, time i64, score f64, amount f64, hash of the
/// event's id u64, version of the policy u32, faults u16, type u16, outcome u8, outcome with shadow u8, models u8, live
/// rules u16, shadow rules u16; the rules u16 each; for each model probability f64, challenger's f64, version i32,
/// challenger's i32, outcome u8, columns u16, and the columns' values f32 each (no columns where they are not kept).
/// </summary>
internal static class DecisionRecord
{
    internal static void Write(BinaryWriter to, in StoredDecision decision)
    {
        DecisionBlock block = decision.Block;
        to.Write(block.Position);
        to.Write(block.Time);
        to.Write(block.Score);
        to.Write(block.Amount);
        to.Write(block.IdHash);
        to.Write(block.Policy);
        to.Write(block.Faults);
        to.Write(block.Type);
        to.Write(block.Outcome);
        to.Write(block.ShadowOutcome);
        to.Write(block.ModelCount);
        to.Write(block.LiveCount);
        to.Write(block.ShadowCount);
        foreach (ushort rule in decision.Rules)
        {
            to.Write(rule);
        }

        for (int i = 0; i < decision.Models.Length; i++)
        {
            ModelScoreBlock model = decision.Models[i];
            float[] row = decision.Rows[i] ?? [];
            to.Write(model.Probability);
            to.Write(model.ChallengerProbability);
            to.Write(model.Version);
            to.Write(model.ChallengerVersion);
            to.Write(model.Outcome);
            to.Write((ushort)row.Length);
            foreach (float value in row)
            {
                to.Write(value);
            }
        }
    }

    internal static StoredDecision Read(byte[] record)
    {
        using BinaryReader reader = new(new MemoryStream(record));
        DecisionBlock block = new()
        {
            Position = reader.ReadInt64(),
            Time = reader.ReadInt64(),
            Score = reader.ReadDouble(),
            Amount = reader.ReadDouble(),
            IdHash = reader.ReadUInt64(),
            Policy = reader.ReadUInt32(),
            Faults = reader.ReadUInt16(),
            Type = reader.ReadUInt16(),
            Outcome = reader.ReadByte(),
            ShadowOutcome = reader.ReadByte(),
            ModelCount = reader.ReadByte(),
            LiveCount = reader.ReadUInt16(),
            ShadowCount = reader.ReadUInt16(),
        };
        ushort[] rules = new ushort[block.LiveCount + block.ShadowCount];
        foreach (ref ushort rule in rules.AsSpan())
        {
            rule = reader.ReadUInt16();
        }

        ModelScoreBlock[] models = new ModelScoreBlock[block.ModelCount];
        float[]?[] rows = new float[]?[block.ModelCount];
        for (int i = 0; i < models.Length; i++)
        {
            models[i].Probability = reader.ReadDouble();
            models[i].ChallengerProbability = reader.ReadDouble();
            models[i].Version = reader.ReadInt32();
            models[i].ChallengerVersion = reader.ReadInt32();
            models[i].Outcome = reader.ReadByte();
            models[i].Columns = reader.ReadUInt16();
            rows[i] = models[i].Columns == 0 ? null : new float[models[i].Columns];
            foreach (ref float value in rows[i].AsSpan())
            {
                value = reader.ReadSingle();
            }
        }

        return new StoredDecision(block, rules, models, rows);
    }
}
