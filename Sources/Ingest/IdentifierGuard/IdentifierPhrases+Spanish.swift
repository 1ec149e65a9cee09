extension IdentifierPhrases {
    /// Spanish of Spain and Latin America.
    static let spanish: [IdentifierPhrases] = [
        .init(
            .name,
            "apellido | apellidos | primer/segundo apellido/nombre | apellido paterno/materno | ap paterno/materno | nombre apellidos/apellido"
        ),
        .init(
            .name,
            "nombre/nombres/nom paciente/pac/completo/sujeto/participante/cliente/persona/titular/madre/padre/pila/familiar/contacto"
        ),
        .init(
            .name,
            "nombre medico/doctor/enfermera/cónyuge/tutor | nompaciente | contacto emergencia | iniciales | apodo | apell | apellid"
        ),
        .init(.name, .unlessCells, "nombre | nombres | nomb"),
        .init(
            .smallArea,
            "dirección | direcciones | direcc | domicilio | código/cód/cod postal | codpostal | cpostal | codigopostal | nombre calle/ciudad"
        ),
        .init(
            .smallArea,
            "número/núm/nro calle/casa/portal/piso | ciudad/municipio/localidad residencia/nacimiento | lugar nacimiento/residencia"
        ),
        .init(
            .smallArea,
            "latitud | longitud gps/geográfica | coordenadas | apartado postal | código municipio | seccion censal"),
        .init(
            .smallArea, .unlessCells,
            "calle | ciudad | municipio | barrio | colonia | localidad | pueblo | comarca | parroquia | cp | longitud"),
        .init(
            .smallArea, .unlessCells,
            "poblado | población | delegación | vecindario | avenida | direcc | corregimiento | vereda"),
        .init(
            .date,
            "fecha/fec/fech/fch/f/fe/dia nacimiento/nac/nacim/nacto/nto | fecnac | fechanac | fnac | fnacimiento | fechanacimiento | cumpleaños"
        ),
        .init(
            .date,
            "fecha/fec/fech/fch/f/dia defunción/def/fallecimiento/fallec/muerte/deceso/óbito/exitus | fecdef | fechadefuncion | fdef"
        ),
        .init(
            .date,
            "fecha/fec/fech/fch/f/dia ingreso/ing/alta/egreso/hospitalización/admisión/internación | fecing | fecalta | fechaingreso | fechaalta | fingreso"
        ),
        .init(.date, .alone, "nacimiento"),
        .init(.fax, "número/num/nro fax"),
        .init(
            .telephone,
            "teléfono | teléfonos | telef | tfno | tlf | tlfn | tlfno | tfn | telf | móvil número/num/nro/no/paciente/personal"
        ),
        .init(
            .telephone,
            "número/núm/nro/no móvil/celular/contacto/cel/tel | tel/fono móvil/celular/fijo/casa/trabajo/contacto"),
        .init(.telephone, .unlessCells, "móvil | celular | fono"),
        .init(
            .email,
            "correo electrónico/electr/e | correo | correos | correoe | dirección correo/electrónica | buzon electronico"
        ),
        .init(
            .socialSecurity,
            "seguridad/seg social | número/núm/nro/no seguro social | nuss | segsocial | seguro social | afiliación seguridad"
        ),
        .init(.socialSecurity, .alone, "nss | naf"),
        .init(
            .medicalRecord,
            "historia/hist clínica/cl | número/núm/nro/no/n historia/expediente/hc | nhc | numhistoria | nhistoria"),
        .init(
            .medicalRecord,
            "expediente médico/clínico | registro médico/clínico | historial clínico/médico/número | ficha clínica"),
        .init(.medicalRecord, .unlessCells, "expediente | historia"),
        .init(
            .healthPlan,
            "tarjeta sanitaria/sanit/salud/isapre | número/núm/nro/no tarjeta/póliza/asegurado/afiliado/afiliación/beneficiario/tis"
        ),
        .init(
            .healthPlan,
            "seguro médico/salud | póliza | poliza seguro | cip paciente/sns/autonomico | cipa | nass | id/código asegurado/afiliado/beneficiario"
        ),
        .init(
            .healthPlan, "derechohabiente | número/num/nro obra/mutua | obra social número/num/nro | mutua número/num"),
        .init(.healthPlan, .unlessCells, "cip | asegurado | afiliado"),
        .init(
            .account,
            "cuenta bancaria/corriente/banco/número/núm/nro/no | numcuenta | tarjeta crédito/débito/bancaria | clabe | cbu | ccc bancario"
        ),
        .init(
            .licence,
            "licencia/carnet/carné/permiso/registro conducir/conductor/manejo | pasaporte | número/núm/nro pasaporte/colegiado/licencia/certificado"
        ),
        .init(
            .licence,
            "cédula profesional | colegiado | numcolegiado | certificado nacimiento/defunción | acta nacimiento | número colegiación"
        ),
        .init(
            .vehicle,
            "matrícula/placa/placas vehículo/coche/auto/carro/número/núm | bastidor | número/núm/nro bastidor/placa/chasis/matrícula"
        ),
        .init(.vehicle, .unlessCells, "matrícula | placas | patente | placa"),
        .init(
            .device,
            "número/núm/nro/no serie/dispositivo/implante | numserie | nserie | serie dispositivo/implante | id/identificador dispositivo"
        ),
        .init(.url, "sitio/página/pag/dirección web/internet | paginaweb | sitioweb | pagina personal"),
        .init(.internetAddress, "dirección/dir ip/protocolo | direccionip"),
        .init(
            .biometric,
            "huella/huellas dactilar/dactilares/digital/digitales/voz/vocal | huella | huellas | dactilar | biométrico | biometría | escaneo iris/retina"
        ),
        .init(.photograph, "foto | fotos | fotografía | fotografías | retrato | imagen facial/rostro/cara/paciente"),
        .init(
            .otherNumber,
            "dni | nif | curp | documento/doc/carnet/cédula identidad/identificación/identificativo/nacional/ciudadanía"
        ),
        .init(
            .otherNumber,
            "número/núm/nro documento/dni/cédula/identidad/identificación/empleado | numdoc | nrodoc | credencial elector | clave elector"
        ),
        .init(
            .otherNumber,
            "nombre usuario | identificación fiscal | matrícula estudiante | cuil | cuit | tarjeta identidad"),
        .init(.otherNumber, .alone, "nie | rfc | rut"),
        .init(.otherNumber, .unlessCells, "cédula | usuario"),
    ]
}
