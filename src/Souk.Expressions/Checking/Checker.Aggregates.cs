namespace Souk.Expressions;

/// <summary>Literals of lists, maps and messages.</summary>
internal sealed partial class Checker
{
    private CelType VisitList(ListNode node)
    {
        CelType? element = null;
        foreach (ListItem item in node.Items)
        {
            CelType type = VisitValue(item.Value);
            if (item.IsOptional)
                type = ContentOfOptional(item.Value, type);
            element = element is null ? type : _binding.Join(element, type);
        }

        return CelType.List(element ?? _binding.Fresh());
    }

    private CelType ContentOfOptional(Node node, CelType type)
    {
        CelType content = _binding.Fresh();
        if (!_binding.Assign(CelType.Optional(content), type))
            return Problem(node, $"'?' needs an optional here, not {Current(type)}");
        return content;
    }

    private CelType VisitMap(MapNode node)
    {
        CelType? key = null;
        CelType? value = null;
        foreach (MapItem item in node.Items)
        {
            CelType keyType = VisitValue(item.Key);
            CelType valueType = VisitValue(item.Value);
            if (item.IsOptional)
                valueType = ContentOfOptional(item.Value, valueType);
            if (Current(keyType).Kind is CelTypeKind.Double or CelTypeKind.Bytes or CelTypeKind.Null
                or CelTypeKind.List or CelTypeKind.Map or CelTypeKind.Timestamp or CelTypeKind.Duration)
                Problem(item.Key, $"map keys are int, uint, bool or string, not {Current(keyType)}");
            key = key is null ? keyType : _binding.Join(key, keyType);
            value = value is null ? valueType : _binding.Join(value, valueType);
        }

        return CelType.Map(key ?? _binding.Fresh(), value ?? _binding.Fresh());
    }

    private CelType VisitStruct(StructNode node)
    {
        foreach (StructItem item in node.Items)
            VisitValue(item.Value);
        if (_declarations.FindMessage(node.TypeName) is not string message)
        {
            _references[node.Id] = new MissingReference(CelErrorCode.UnknownFunction, node.TypeName);
            return Problem(node, $"there is no message type '{node.TypeName}'; a map is written "
                + "{'name': value}");
        }

        _references[node.Id] = new MessageReference(message);
        CelType type = WellKnownMessages.TypeOf(message)!;
        if (node.Items.Length > 1 || node.Items.Any(i => i.IsOptional))
            return Problem(node, $"a {message} takes one field");
        foreach (StructItem item in node.Items)
        {
            if (WellKnownMessages.FieldOf(message, item.Field) is not CelType field)
                return Problem(node, $"a {message} has no field '{item.Field}'");
            Demand(item.Value, _types[item.Value.Id], field, $"{message}.{item.Field}");
        }

        return type;
    }
}
