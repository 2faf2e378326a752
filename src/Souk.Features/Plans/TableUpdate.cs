namespace Souk.Features.Plans;

/// <summary>What events of one type do to the row of one key.</summary>
/// <param name="Key">The numbers of the key's parts among the event's values.</param>
/// <param name="Groups">The cells to update, those of one store together.</param>
internal sealed record TableUpdate(int[] Key, EffectGroup[] Groups);
