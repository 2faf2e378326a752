using System.Runtime.CompilerServices;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.State;

namespace Souk.Recommend.Interactions;

/// <summary>How a space lets go of subjects and objects.</summary>
internal sealed partial class SpaceState
{
    /// <summary>Lets go of what has been idle for too long.</summary>
    internal void ForgetIdle(long now)
    {
        long latest = now - InteractionLimits.Idle.Microseconds;
        for (int i = 0; i < InteractionLimits.ForgottenPerEvent; i++)
        {
            uint subject = _subjectIdle.First;
            if (subject != 0 && _subjectIdle.LastUsed(subject) <= latest)
            {
                DropSubject(subject);
            }

            uint target = _objectIdle.First;
            if (target != 0 && _objectIdle.LastUsed(target) <= latest)
            {
                DropObject(target);
            }
        }
    }

    /// <summary>Lets go of an entity that the marketplace forgets.</summary>
    internal void Forget(EntityKind kind, uint entity)
    {
        if (kind == Plan.Actor && FindSubject(entity) is uint subject and > 0)
        {
            DropSubject(subject);
        }

        if (kind == Plan.Of && FindObject(entity) is uint target and > 0)
        {
            DropObject(target);
        }
    }

    private void DropSubject(uint handle)
    {
        SubjectBlock block = _arena.Read<SubjectBlock>(handle);
        for (int i = 0; i < block.Count; i++)
        {
            Entities.Release(Plan.Of.Index, _arena.ReadSpan<SubjectEntry>(block.Entries, block.Count)[i].Object);
        }

        SlotList.Free<SubjectEntry>(_arena, block.Entries, block.Count);
        _subjects.Remove(handle);
        _subjectIdle.Remove(handle);
        _arena.Free(handle, Unsafe.SizeOf<SubjectBlock>());
        Entities.Release(Plan.Actor.Index, block.Subject);
    }

    private void DropObject(uint handle)
    {
        ObjectBlock block = _arena.Read<ObjectBlock>(handle);
        int recent = Math.Min(block.RecentCount, InteractionLimits.SubjectsPerObject);
        for (int i = 0; i < recent; i++)
        {
            Entities.Release(Plan.Actor.Index, _arena.ReadSpan<uint>(block.Recent, recent)[i]);
        }

        SlotList.Free<uint>(_arena, block.Recent, recent);
        NeighbourTable.Free(_arena, Entities, Plan.Of.Index, block.Together, block.TogetherCount);
        NeighbourTable.Free(_arena, Entities, Plan.Of.Index, block.Bought, block.BoughtCount);
        _trends.Remove(block.Object);
        _objects.Remove(handle);
        _objectIdle.Remove(handle);
        _arena.Free(handle, Unsafe.SizeOf<ObjectBlock>());
        Entities.Release(Plan.Of.Index, block.Object);
    }
}
