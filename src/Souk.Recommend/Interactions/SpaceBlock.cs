namespace Souk.Recommend.Interactions;

/// <summary>Where the state of a space begins, and its totals.</summary>
internal struct SpaceBlock
{
    public uint Subjects;
    public uint Objects;
    public uint SubjectIdle;
    public uint ObjectIdle;
    public uint Groups;
    public uint AllLeaders;
    public uint Newcomers;
    public int NewcomerCount;
    public long Sessions;
    public long Baskets;
    public long Shown;
    public long Liked;
    public long Reached;
    public long Held;
    public double ValueSum;
    public NewcomerGains Gains;
    public ValueScale.Tried Scales;
    public uint Rates;
    public uint Unused;
}
