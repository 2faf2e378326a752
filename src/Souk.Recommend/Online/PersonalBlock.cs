using System.Runtime.CompilerServices;

namespace Souk.Recommend.Online;

/// <summary>What the arena keeps of <see cref="PersonalEffects"/>.</summary>
internal struct PersonalBlock
{
    /// <summary>The sum of foreseen chances of the goal by place.</summary>
    public ByPlace Foreseen;

    /// <summary>The impressions that were liked, by place.</summary>
    public ByPlace Liked;

    /// <summary>The cells, a paged array of <see cref="PersonalCell"/>.</summary>
    public uint Cells;

    public uint Unused;

    /// <summary>A number for each place that is told apart.</summary>
    [InlineArray(OnlineFeatures.Places)]
    internal struct ByPlace
    {
        private double _first;
    }
}
