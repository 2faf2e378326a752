using Souk.Core;

namespace Souk.Simulation;

/// <summary>What is known of a simulated item.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Seller">Its seller's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Category">Its category.</param>
/// <param name="Brand">Its brand.</param>
/// <param name="Price">Its usual price.</param>
public sealed record SimulatedItem(string Id, string Seller, string Title, string Category, string Brand, Money Price);
